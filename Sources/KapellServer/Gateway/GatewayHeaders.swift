import HTTPTypes
package import KapellDialects

/// What an answer of the gateway says about itself in its header.
package struct GatewayHeaders: Sendable {
    /// The run's name in the journal.
    package var run: String
    /// Which model answered.
    package var model: String
    package var losses: [DialectLoss]
    /// How many messages got back what the client had dropped.
    package var restored = 0
    /// Fields of the provider's that clients use, such as its own id of the request.
    package var provider: [String: String] = [:]
    /// The receipt, where it is known before the body.
    package var cost: String?

    /// Bytes of the longest list of losses; the journal has them all.
    private static let longest = 2_000

    package init(run: String, model: String, losses: [DialectLoss]) {
        self.run = run
        self.model = model
        self.losses = losses
    }

    package var fields: [(name: String, value: String)] {
        var fields = [("x-kapell-run", run), ("x-kapell-model", model)]
        if !losses.isEmpty { fields.append(("x-kapell-losses", Self.text(of: losses))) }
        if restored > 0 { fields.append(("x-kapell-restored", String(restored))) }
        if let cost { fields.append(("x-kapell-cost", cost)) }
        for (name, value) in provider.sorted(by: { $0.key < $1.key }) { fields.append((name, value)) }
        return fields.map { ($0.0, Self.ascii($0.1)) }
    }

    /// `dropped: logit_bias, approximated: messages[1].content`.
    package static func text(of losses: [DialectLoss]) -> String {
        var text = ""
        for (index, loss) in losses.enumerated() {
            let next = (index == 0 ? "" : ", ") + loss.description
            guard text.utf8.count + next.utf8.count <= longest else { return "\(text), …" }
            text += next
        }
        return text
    }

    /// A field's value holds printable ASCII alone: what else a client has written in a name becomes `?`.
    static func ascii(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        return String(
            text.unicodeScalars.map { (0x20...0x7E).contains($0.value) ? Character($0) : $0 == "…" ? "." : "?" })
    }
}

extension HTTPFields {
    init(_ fields: [(name: String, value: String)]) {
        self.init()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { self[name] = value }
        }
    }
}
