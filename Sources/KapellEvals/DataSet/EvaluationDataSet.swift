public import KapellCore
public import KapellJSON

/// Questions with what is known of their answers, and what is asked of the figures.
public struct EvaluationDataSet: Sendable, Hashable {
    /// As a person knows it: the file's name.
    public var name: String
    public var items: [EvaluationItem]
    /// What the figures must hold, for the exit code.
    public var gates: [EvaluationGate]

    public init(name: String, items: [EvaluationItem], gates: [EvaluationGate] = []) {
        self.name = name
        self.items = items
        self.gates = gates
    }

    /// Reads one JSON object a line.
    ///
    /// - Throws: `.invalidRequest` that names the file and the line; `.tooLarge`.
    public init(jsonLines bytes: [UInt8], name: String) throws(KapellError) {
        try Self.check(bytes.count, name)
        var items: [EvaluationItem] = []
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            let place = "\(name):\(number)"
            let value: JSONValue
            do {
                value = try JSONValue(parsing: line, limits: JSONLimits(depth: 32))
            } catch {
                throw KapellError(
                    .invalidRequest, "\(place): column \(error.column) is not JSON: \(error.reason)",
                    remedy: "Write one question a line, as one JSON object.")
            }
            guard let object = value.objectValue else {
                throw KapellError(
                    .invalidRequest, "\(place) is no JSON object.", remedy: "Write one question a line.")
            }
            items.append(try EvaluationItem(object, place: place))
            try Self.check(items, name)
        }
        self.init(name: name, items: items)
        try checkNames()
    }

    /// Takes a data set that was read as YAML or JSON: a list of questions, or `questions` with `gates` beside them.
    ///
    /// - Throws: `.invalidRequest` that names the file and the question.
    public init(_ value: JSONValue, name: String) throws(KapellError) {
        var questions = value.arrayValue
        var gates: [EvaluationGate] = []
        if let object = value.objectValue {
            let fields = ItemFields(object: object, place: name)
            if let other = object.keys.first(where: { !["questions", "gates"].contains($0) }) {
                throw fields.fault(
                    "`\(other.prefix(60))` is not a field of a data set.",
                    remedy: "The fields are `questions` and `gates`.")
            }
            questions = try fields.list("questions", limit: EvaluationLimits.items)
            for text in try fields.texts("gates") { gates.append(try EvaluationGate(text)) }
        }
        guard let questions else {
            throw KapellError(
                .invalidRequest, "\(name) holds no list of questions.",
                remedy: "Write a list, or `questions:` with a list below it.")
        }
        var items: [EvaluationItem] = []
        for (index, entry) in questions.enumerated() {
            let place = "\(name), question \(index + 1)"
            guard let object = entry.objectValue else {
                throw KapellError(.invalidRequest, "\(place) is not a set of fields.", remedy: "Write `question: …`.")
            }
            items.append(try EvaluationItem(object, place: place))
            try Self.check(items, name)
        }
        self.init(name: name, items: items, gates: gates)
        try checkNames()
    }

    private static func check(_ bytes: Int, _ name: String) throws(KapellError) {
        guard bytes <= EvaluationLimits.fileBytes else {
            throw KapellError(
                .tooLarge, "\(name) holds \(bytes) bytes; the limit is \(EvaluationLimits.fileBytes).",
                remedy: "Split it into several files.")
        }
    }

    private static func check(_ items: [EvaluationItem], _ name: String) throws(KapellError) {
        guard items.count <= EvaluationLimits.items else {
            throw KapellError(
                .tooLarge, "\(name) holds more than \(EvaluationLimits.items) questions.",
                remedy: "Split it into several data sets.")
        }
    }

    /// Questions are paired with those of earlier reports by their identifiers.
    private func checkNames() throws(KapellError) {
        var seen: Set<String> = []
        for item in items where !seen.insert(item.id).inserted {
            throw KapellError(
                .invalidRequest, "\(name) has two questions of the id `\(item.id.prefix(60))`.",
                remedy: "Give each an id of its own.")
        }
    }
}
