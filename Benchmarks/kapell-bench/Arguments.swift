/// `command --name value …`.
struct Arguments {
    let command: String
    private var values: [String: String] = [:]

    init(_ arguments: some Sequence<String>) {
        var rest = Array(arguments)[...]
        command = rest.popFirst() ?? ""
        while let name = rest.popFirst(), name.hasPrefix("--"), let value = rest.popFirst() {
            values[String(name.dropFirst(2))] = value
        }
    }

    subscript(_ name: String) -> String? { values[name] }

    func number(_ name: String, _ standard: Int) -> Int { values[name].flatMap { Int($0) } ?? standard }

    /// A value that the command cannot do without.
    func required(_ name: String) throws -> String {
        guard let value = values[name] else { throw BenchFailure("\(command) needs --\(name)") }
        return value
    }
}
