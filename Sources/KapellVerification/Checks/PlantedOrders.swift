/// Finds orders to programs that read a document. They are no evidence of what they order to be said.
package enum PlantedOrders {
    /// What of a span is evidence for a sentence, and whether nothing of it is.
    ///
    /// A sentence that reports what the text asks for ("The note tells reviewers to …") may rest on the order itself.
    static func evidence(of span: String, for sentence: String) -> (text: String, isPlanted: Bool) {
        let words = lowered(sentence)
        let isAnswer = words.hasPrefix(" yes ") || words.hasPrefix(" no ")
        guard holdsOrder(span), isAnswer || !reports.contains(where: { words.contains(" \($0) ") }) else {
            return (span, false)
        }
        var kept = ""
        var isOpen = false
        for piece in pieces(span) {
            if holdsOrder(piece) {
                isOpen = !piece.contains("</")
            } else if !isOpen {
                kept += piece
            }
        }
        let isPlanted = kept.unicodeScalars.count(where: \.properties.isAlphabetic) < 12
        return (isPlanted ? span : kept, isPlanted)
    }

    /// Whether a text gives orders to a program.
    package static func holdsOrder(_ text: String) -> Bool {
        if text.contains("<instruction") || text.contains("white on white") { return true }
        let words = lowered(text)
        for verb in ["ignore", "disregard", "forget"] {
            guard let place = words.firstRange(of: " \(verb) ") else { continue }
            let behind = words[place.lowerBound...].prefix(90)
            if overridden.contains(where: { behind.contains(" \($0) ") }) { return true }
        }
        for name in addressees {
            guard let place = words.firstRange(of: " \(name) ") else { continue }
            let behind = words[place.upperBound...].prefix(70)
            if commands.contains(where: { " \(behind)".contains(" \($0) ") }) { return true }
        }
        if let place = words.firstRange(of: " when asked ") {
            let behind = words[place.upperBound...].prefix(80)
            return ["state", "say", "answer", "reply", "tell"].contains { behind.contains(" \($0) ") }
        }
        return false
    }

    private static let overridden = ["instruction", "instructions", "rules", "previous", "above", "earlier", "prior"]
    private static let addressees = [
        "assistant", "assistants", "language model", "language models", "llm", "llms", "chatbot", "chatbots", "ai",
        "ai model", "automated reviewer", "automated reviewers", "automated reader", "automated readers",
        "summarising tool", "summarising tools", "summarizing tool", "summarizing tools", "summariser", "summarisers",
        "bot", "bots", "automated system", "automated systems",
    ]
    private static let commands = [
        "ignore", "answer", "reply", "respond", "confirm", "state", "say", "cite", "rate", "write", "report", "tell",
        "output", "opinion", "conclude",
    ]
    private static let reports = [
        "ask", "asks", "tells", "orders", "instructs", "addressed", "hidden", "instruction", "instructions", "contains",
        "note", "comment", "demands", "requests", "urges", "says that",
    ]

    /// Lower-case words with one space around each.
    private static func lowered(_ text: String) -> String {
        var result = " "
        for character in text.lowercased() {
            if character.isLetter || character.isNumber || character == "'" {
                result.append(character)
            } else if result.last != " " {
                result.append(" ")
            }
        }
        if result.last != " " { result.append(" ") }
        return result
    }

    /// Sentences with the space behind them; a tag begins a piece of its own.
    private static func pieces(_ text: String) -> [String] {
        var found: [String] = []
        var current = ""
        var last: Character = " "
        for character in text {
            if character == "<", !current.isEmpty {
                found.append(current)
                current = ""
            }
            current.append(character)
            if character.isWhitespace, ".!?>".contains(last) {
                found.append(current)
                current = ""
            }
            last = character
        }
        if !current.isEmpty { found.append(current) }
        return found
    }
}
