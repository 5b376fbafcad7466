package import KapellCore
import KapellJSON
import KapellWorkflows

extension WorkflowService {
    /// What happens in a run. Of one that this process drives or drove lately: each event, with an id after which the
    /// stream can be joined again. Of any other: what the journal tells, with ids of its own. Where an id is of a stream
    /// that is gone, `reset` comes first: what follows tells the run from its beginning.
    package func events(of run: RunID, after last: String?, follows: Bool) -> WireEventStream {
        WireEventStream.forwarding { emit in
            if let stream = self.streams.stream(of: run) {
                let number = last.flatMap { stream.number(of: $0) }
                if last != nil, number == nil { emit(WireEvent("reset", [:])) }
                return try await stream.send(after: number, follows: follows, emit)
            }
            let prefix = "journal-"
            let number = last.flatMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count)) : nil }
            if last != nil, number == nil { emit(WireEvent("reset", [:])) }
            for await event in try await self.runner.events(of: run, after: number) {
                var wire = WireEvent(event)
                wire.id = "\(prefix)\(event.number)"
                emit(wire)
            }
        }
    }
}
