import KapellCore
import KapellJSON
import KapellText
import KapellVerification

/// What a judge says of one statement.
package struct Judgement: Sendable, Hashable {
    package enum Finding: String, Sendable, CaseIterable {
        /// The passages say all of it.
        case supported
        /// They do not say it, or not all of it.
        case unsupported
        /// They say otherwise.
        case contradicted
    }

    package var finding: Finding
    /// Why, in one line.
    package var reason: String

    /// Characters that are kept of a reason.
    static let longestReason = 240

    /// Reads what the judge wrote: one object with exactly `verdict` and `reason`; `nil` for anything else.
    package init?(_ text: String) {
        guard let reply = try? Reply.read(Array(text.utf8), forms: .object, limits: Self.limits),
            // A code fence does no harm; with a key that comes twice nobody knows what was meant.
            reply.dropped.count <= (text.contains("```") ? 1 : 0),
            let object = reply.value.objectValue, object.count == 2,
            let finding = object["verdict"]?.stringValue.flatMap(Finding.init(rawValue:)),
            let reason = object["reason"]?.stringValue
        else { return nil }
        self.finding = finding
        self.reason = Self.shown(reason)
    }

    /// What is read at most; the answer is two short fields.
    static let limits = JSONLimits(bytes: 16_384)

    /// A judge has read the documents, and may repeat an order that was planted there. The reason goes to whoever wrote
    /// the draft, so such a reason is left out.
    private static func shown(_ reason: String) -> String {
        let line = String(reason.onOneLine.filter { !$0.isControl }.prefix(longestReason))
        guard !line.isEmpty else { return "It gives no reason." }
        let isOrder = InstructionDetector.isInstruction(line) || PlantedOrders.holdsOrder(line)
        return isOrder ? "Its reason reads like an order to a program, and is left out." : line
    }

    /// The form that the answer must have.
    ///
    /// - Parameter isLocal: models of this process hold to lengths as well; some providers refuse the keyword.
    static func schema(isLocal: Bool) -> ModelResponseSchema {
        var reason: JSONObject = ["type": "string"]
        if isLocal { reason["maxLength"] = .integer(Int64(longestReason)) }
        var schema = ModelResponseSchema(
            name: "judgement",
            schema: [
                "type": "object",
                "properties": [
                    "verdict": ["type": "string", "enum": .array(Finding.allCases.map { .string($0.rawValue) })],
                    "reason": .object(reason),
                ],
                "required": ["verdict", "reason"], "additionalProperties": false,
            ])
        schema.isStrict = true
        return schema
    }
}

extension Character {
    fileprivate var isControl: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
            default: false
            }
        }
    }
}
