/// A word of a template, with its line.
struct JinjaToken: Sendable {
    enum Kind: Sendable, Equatable {
        case data(String)
        case variableBegin
        case variableEnd
        case blockBegin
        case blockEnd
        case name(String)
        case string(String)
        case integer(Int)
        case float(Double)
        case sign(String)
        case end
    }

    var kind: Kind
    var line: Int

    /// As an error shows it.
    var shown: String {
        switch kind {
        case .data: "text"
        case .variableBegin: "`{{`"
        case .variableEnd: "`}}`"
        case .blockBegin: "`{%`"
        case .blockEnd: "`%}`"
        case .name(let name): "`\(name.prefix(60))`"
        case .string: "a text in quotes"
        case .integer, .float: "a number"
        case .sign(let sign): "`\(sign)`"
        case .end: "the end of the template"
        }
    }
}
