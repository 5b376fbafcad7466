import KapellCore
public import KapellWorkflows

private let city = Channel("city", "")
private let bookings = Channel("bookings", [String](), .append())

/// Where things are booked. A cancellation of what was never booked does nothing.
public protocol TravelOffice: Sendable {
    func book(_ what: String, in city: String, key: String) async throws -> String
    func cancelBooking(key: String) async throws
}

/// A flight, a room and a car, one after the other.
public func tripWorkflow(_ office: some TravelOffice) throws -> Workflow {
    try Workflow("trip", channels: [city, bookings]) {
        for what in ["flight", "room", "car"] {
            Node(what, writes: [bookings]) { step in
                let place = try step[city]
                let number = try await step.effect(
                    "book", .compensable { key in try await office.cancelBooking(key: key) }
                ) { key in
                    try await office.book(what, in: place, key: key)
                }
                try step.write(bookings, [number])
            }
        }
    }
}

/// Books all of it, or nothing: where one fails, those before it are cancelled, the last one first.
///
/// - Returns: the numbers of the bookings; empty when there are none.
public func bookTrip(to place: String, with runner: WorkflowRunner, _ workflow: Workflow) async throws -> [String] {
    let outcome = try await runner.run(workflow, city(place))
    guard case .failed = outcome.status else { return try outcome[bookings] }
    let undone = try await runner.undo(outcome.run)
    if let problem = undone.lazy.compactMap(\.error).first { throw problem }
    return []
}
