import KapellCore
import KapellJSON
import KapellPrompts

/// A request as it is sent, with every value in it.
package struct HTTPCall: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String
    }

    package var url: String
    package var method: String
    package var headers: [Field]
    package var body: [UInt8]
    package var accept: Set<Int>
    package var allowsPrivateAddresses: Bool
    package var limit: Int
    package var timeout: Duration
    /// Values that no answer and no error may repeat.
    var secrets: [String]

    /// - Parameter key: makes a repeated request known to the service.
    /// - Throws: `.invalidRequest` for a header that cannot be sent.
    init(
        _ request: WorkflowRequest, _ values: JSONObject, key: String?, timeout: Duration
    ) throws(KapellError) {
        // What stands in an address stays in its place; an address that begins with a value is one as a whole.
        let isWhole = request.url.text.hasPrefix("{{")
        url = request.url.rendered(isWhole ? values : JSONObject(values.map { ($0.key, Self.part($0.value)) }))
        method = request.method
        accept = request.accept
        allowsPrivateAddresses = request.allowsPrivateAddresses
        limit = request.limit
        self.timeout = timeout
        headers = []
        secrets = []
        for header in request.headers {
            let value = header.value.rendered(values)
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                throw KapellError(
                    .invalidRequest, "The header `\(header.name)` would hold what a header cannot.",
                    remedy: "Keep to one line of printable ASCII characters.", isRetryable: false)
            }
            headers.append(Field(name: header.name, value: value))
            if header.isSecret { secrets += [value] + value.split(separator: " ").map(String.init) }
        }
        secrets = secrets.longEnough
        body = []
        if let given = request.body?.value(values) {
            let type = given.stringValue == nil ? "application/json" : "text/plain; charset=utf-8"
            body = given.stringValue.map { Array($0.utf8) } ?? given.serializedBytes()
            add("content-type", type)
        }
        if let key, !["GET", "HEAD"].contains(method) { add("idempotency-key", key) }
        add("user-agent", "kapell")
    }

    private mutating func add(_ name: String, _ value: String) {
        if !headers.contains(where: { $0.name == name }) { headers.append(Field(name: name, value: value)) }
    }

    private static func part(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(PercentEncoding.part(text))
        case .array(let items): .array(items.map { part($0) })
        case .object(let object): .object(JSONObject(object.map { ($0.key, part($0.value)) }))
        default: value
        }
    }
}

/// A program as it is started.
package struct ProgramCall: Sendable, Hashable {
    /// The program first: a name that is looked for, or an absolute path.
    package var arguments: [String]
    package var input: [UInt8]
    /// What is added to the few variables that every program needs.
    package var environment: [String: String]
    package var memory: Int?
    package var limit: Int
    package var timeout: Duration
    package var directory: String
    /// Values that no answer and no error may repeat.
    var secrets: [String]

    init(_ program: WorkflowProgram, _ values: JSONObject, key: String?, timeout: Duration) throws(KapellError) {
        arguments = program.arguments.map { $0.rendered(values) }
        guard let name = arguments.first, !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw KapellError(
                .invalidRequest, "An argument of a program holds U+0000.", remedy: "Remove it.", isRetryable: false)
        }
        if name.contains("/") { arguments[0] = PathText.resolve(name, in: program.directory) }
        let given = program.input?.value(values)
        input = given.map { $0.stringValue.map { Array($0.utf8) } ?? $0.serializedBytes() } ?? []
        environment = [:]
        secrets = []
        for variable in program.environment {
            let value = variable.value.rendered(values)
            guard !value.utf8.contains(0) else {
                throw KapellError(
                    .invalidRequest, "The variable `\(variable.name)` would hold U+0000.", remedy: "Remove it.",
                    isRetryable: false)
            }
            environment[variable.name] = value
            if variable.isSecret { secrets.append(value) }
        }
        secrets = secrets.longEnough
        if let key { environment["KAPELL_KEY"] = key }
        environment["KAPELL_RUN"] = values["run"]?.stringValue
        memory = program.memory
        limit = program.limit
        self.timeout = timeout
        directory = program.directory
    }
}

extension [String] {
    /// Those that a text can be searched for, the longest first.
    fileprivate var longEnough: [String] {
        Set(self).filter { $0.utf8.count >= 8 }.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    }
}

extension String {
    /// Without any of the secrets.
    func hiding(_ secrets: [String]) -> String { secrets.reduce(self) { $0.replacing($1, with: "…") } }
}
