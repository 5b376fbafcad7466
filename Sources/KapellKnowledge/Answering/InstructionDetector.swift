import KapellText

/// Finds sentences that speak to a model instead of to a reader.
///
/// Documents are material, never instructions. A sentence of this kind is neither quoted as an answer nor shown to a
/// model.
package enum InstructionDetector {
    package static func isInstruction(_ text: String) -> Bool {
        let line = WordLine(Words.split(text).map(\.text))
        let addressed = addressees.contains(where: line.holds)
        let ordered = orders.contains(where: line.holds)
        return ordered || (addressed && commands.contains(where: line.holds))
    }

    private static let orders = [
        "ignore your instructions", "ignore all instructions", "ignore previous instructions",
        "ignore all previous instructions", "ignore any previous instructions", "ignore the above",
        "ignore your previous instructions", "ignore all prior instructions", "ignore prior instructions",
        "disregard your instructions", "disregard previous instructions", "disregard all previous instructions",
        "disregard all prior instructions", "forget your instructions", "forget all previous instructions",
        "reveal your system prompt", "you are now", "new system prompt", "ignore earlier instructions",
        "ignore any earlier instructions", "ignore all earlier instructions", "disregard any earlier instructions",
        "disregard any instructions", "ignore any instructions", "ignore any other instructions",
    ]
    private static let addressees = [
        "ai", "assistant", "language model", "large language model", "llm", "chatbot", "ai system", "automated system",
        "ai model", "ai reviewer", "automated reviewer", "ai assistant",
    ]
    private static let commands = [
        "ignore", "disregard", "must answer", "answer that", "must state", "must say", "must report", "reply that",
        "respond that", "respond with", "reply with", "instructed to", "should answer", "shall answer",
        "do not mention",
        "report that", "say that", "state that", "conclude that",
    ]
}
