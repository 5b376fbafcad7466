/// A value of the file with the place it stands at.
struct ConfigurationNode: Sendable {
    indirect enum Content: Sendable {
        case scalar(ConfigurationScalar)
        case list([ConfigurationNode])
        case mapping([ConfigurationEntry])
    }

    var content: Content
    var position: SourcePosition
    /// The folder that relative paths in this value count from; absolute.
    var directory: String

    var scalar: ConfigurationScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    var list: [ConfigurationNode]? {
        if case .list(let items) = content { items } else { nil }
    }

    var mapping: [ConfigurationEntry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    subscript(_ key: String) -> ConfigurationNode? {
        mapping?.first { $0.key == key }?.value
    }
}

/// A key and its value.
struct ConfigurationEntry: Sendable {
    var key: String
    var keyPosition: SourcePosition
    var value: ConfigurationNode
}

/// A single value, with variables replaced.
struct ConfigurationScalar: Sendable {
    var text: String
    /// Written without quotes, so that it may be a number or nothing rather than text.
    var isPlain: Bool
    /// The variables that stand in it; their values are never shown.
    var variables: [String] = []
    /// A variable in it could not be replaced; an issue says so already.
    var isUnresolved = false

    /// What a message shows in place of the value.
    var quoted: String {
        guard let first = variables.first else { return quotedValue(text) }
        return "the value with `${\(shown(first))}`"
    }
}
