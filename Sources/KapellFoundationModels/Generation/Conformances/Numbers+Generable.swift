import KapellJSON

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Int: Generable {
    /// A whole number.
    public static var generationSchema: GenerationSchema { GenerationSchema(name: "Int", node: .scalar(.integer)) }

    /// The number that the content is. `2.0` is whole, too.
    ///
    /// - Throws: ``GeneratedContent/ParsingError`` for a number with a fraction, or of more than 64 bits.
    public init(_ content: GeneratedContent) throws {
        guard case .json(let json) = content.storage, let number = json.doubleValue else {
            throw content.mismatch("a whole number")
        }
        // A number of more digits may have been rounded to the least of 64 bits.
        guard let value = json.intValue, number.magnitude < 0x1p63 || json.isInteger else {
            guard number.rounded() == number else { throw content.mismatch("a whole number") }
            throw content.mismatch("a whole number of at most 64 bits")
        }
        self = value
    }

    /// The number as content.
    public var generatedContent: GeneratedContent {
        GeneratedContent(storage: .json(.integer(Int64(self))), id: nil)
    }
}

extension JSONValue {
    /// Whether this was written as an integer of 64 bits.
    fileprivate var isInteger: Bool {
        switch self {
        case .integer, .unsigned: true
        default: false
        }
    }
}

extension Double: Generable {
    /// A number.
    public static var generationSchema: GenerationSchema { GenerationSchema(name: "Double", node: .scalar(.number)) }

    /// The number that the content is, rounded to 53 bits.
    public init(_ content: GeneratedContent) throws {
        guard case .json(let json) = content.storage, let value = json.doubleValue else {
            throw content.mismatch("a number")
        }
        self = value
    }

    /// The number as content. NaN and the infinities have no form in JSON and become null there.
    public var generatedContent: GeneratedContent { GeneratedContent(storage: .json(.number(self)), id: nil) }
}

extension Float: Generable {
    /// A number.
    public static var generationSchema: GenerationSchema { GenerationSchema(name: "Float", node: .scalar(.float)) }

    /// The number that the content is, rounded to 24 bits.
    ///
    /// - Throws: ``GeneratedContent/ParsingError`` for a number beyond the range of `Float`.
    public init(_ content: GeneratedContent) throws {
        let value = Float(try Double(content))
        guard value.isFinite else { throw content.mismatch("a number within the range of Float") }
        self = value
    }

    /// The number as content, with the fewest digits that read back as the same `Float`.
    public var generatedContent: GeneratedContent {
        GeneratedContent(storage: .json(.number(Double(description) ?? Double(self))), id: nil)
    }
}

extension Decimal: Generable {
    /// A number.
    public static var generationSchema: GenerationSchema { GenerationSchema(name: "Decimal", node: .scalar(.number)) }

    /// The number that the content is: integers of 64 bits exactly, others with the digits of the nearest `Double`.
    public init(_ content: GeneratedContent) throws {
        guard case .json(let json) = content.storage, json.doubleValue != nil, let value = Decimal(json: json) else {
            throw content.mismatch("a decimal number")
        }
        self = value
    }

    /// The number as content; integers of 64 bits exactly, others rounded to 53 bits.
    public var generatedContent: GeneratedContent { GeneratedContent(storage: .json(json), id: nil) }

    /// A number in JSON.
    init?(json: JSONValue) {
        var text = json.serialized()
        if text.hasSuffix(".0") { text.removeLast(2) }
        self.init(string: text)
    }

    /// The number in JSON; null for NaN.
    var json: JSONValue {
        if isNaN { return .null }
        return (try? JSONValue(parsing: description)) ?? .null
    }
}
