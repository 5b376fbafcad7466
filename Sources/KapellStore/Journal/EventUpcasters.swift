public import KapellCore
public import KapellJSON

/// Reads old events: turns the data of an event's older version into that of the next one, step by step.
///
/// What is stored is never changed. An event of a version for which there is no step, such as one that a newer program
/// wrote, is left as it is.
public struct EventUpcasters: Sendable {
    public typealias Transform = @Sendable (JSONObject) -> JSONObject

    private struct Step: Hashable {
        var type: EventType
        var version: Int
    }

    private var transforms: [Step: Transform] = [:]

    public init() {}

    /// Adds the step from `version` of a type to the version after it, in place of one that was there.
    public mutating func register(_ type: EventType, from version: Int, _ transform: @escaping Transform) {
        transforms[Step(type: type, version: version)] = transform
    }

    /// The event in the newest version that can be reached.
    public func upcast(_ event: JournalEvent) -> JournalEvent {
        var event = event
        while let transform = transforms[Step(type: event.type, version: event.version)] {
            event.data = transform(event.data)
            event.version += 1
        }
        return event
    }
}
