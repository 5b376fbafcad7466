import KapellCore
import KapellJSON

/// Finds events whose data was changed on the disk.
enum EventChecksum {
    private static let member = "sum"

    static func add(to event: inout JournalEvent) {
        event.data[member] = nil
        event.data[member] = .string(value(event))
    }

    /// Whether the data is what was written. Events without a checksum hold.
    static func holds(for event: JournalEvent) -> Bool {
        var bare = event
        guard let sum = bare.data.removeValue(forKey: member) else {
            // Other parts write events of these types too.
            return event.type == .runStarted || event.type == .runFinished || event.type == .checkpoint
        }
        return sum.stringValue == value(bare)
    }

    private static func value(_ event: JournalEvent) -> String {
        var hash = StableHash.value(event.type.rawValue.utf8)
        hash ^= StableHash.value(JSONValue.object(event.data).serializedBytes())
        return String(hash & 0xFFFF_FFFF, radix: 16)
    }
}
