/// A template with its variables, as JSON, and the text that jinja2 makes of it.
struct JinjaSample: Sendable, CustomStringConvertible {
    let source: String
    let values: String
    let text: String?

    init(_ source: String, _ values: String = "{}", _ text: String?) {
        self.source = source
        self.values = values
        self.text = text
    }

    init(_ source: String, _ text: String?) { self.init(source, "{}", text) }

    var description: String { source }
}
