import KapellJSON

/// A ``Channel`` of whatever type.
public protocol ChannelDefinition: Sendable {
    var name: String { get }

    /// What a workflow keeps of the channel.
    ///
    /// - Throws: when its first value has no form in JSON.
    func form() throws -> ChannelForm
}

/// A channel as a workflow keeps it.
public struct ChannelForm: Sendable {
    enum Kind: Sendable {
        case plain
        case append
        case merge
        case own(String, @Sendable (JSONValue, JSONValue) throws -> JSONValue)
    }

    let name: String
    let type: String
    /// The type itself; `nil` for a channel that only the journal knows.
    let typeID: ObjectIdentifier?
    let initial: JSONValue
    let kind: Kind
    /// Throws what is not of the channel's type.
    let check: @Sendable (JSONValue) throws -> Void

    /// The reducer's kind, as the journal keeps it.
    var kindName: String {
        switch kind {
        case .plain: "plain"
        case .append: "append"
        case .merge: "merge"
        case .own: "own"
        }
    }

    /// A channel as the journal knows it. Of what it held, the journal tells without the reducer's code.
    init?(recorded json: JSONValue) {
        guard let list = json.arrayValue, list.count == 3, let name = list[0].stringValue,
            let kind = list[1].stringValue
        else { return nil }
        self.name = name
        type = ""
        typeID = nil
        initial = list[2]
        check = { _ in }
        switch kind {
        case "plain": self.kind = .plain
        case "append": self.kind = .append
        case "merge": self.kind = .merge
        case "own": self.kind = .own("") { held, _ in held }
        default: return nil
        }
    }

    init(
        name: String, type: String, typeID: ObjectIdentifier?, initial: JSONValue, kind: Kind,
        check: @escaping @Sendable (JSONValue) throws -> Void
    ) {
        self.name = name
        self.type = type
        self.typeID = typeID
        self.initial = initial
        self.kind = kind
        self.check = check
    }

    var isOwn: Bool {
        if case .own = kind { return true }
        return false
    }

    var isPlain: Bool {
        if case .plain = kind { return true }
        return false
    }

    /// Name, type and reducer: what a schema of state is made of.
    var signature: String {
        let reducer =
            switch kind {
            case .plain: "plain"
            case .append: "append"
            case .merge: "merge"
            case .own(let name, _): "own(\(name))"
            }
        return "\(name):\(type):\(reducer)"
    }
}
