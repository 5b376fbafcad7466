import KapellCore

/// Puts the events of an answer into blocks that follow each other, for dialects that write one block after the other.
///
/// Calls whose pieces come interleaved are kept back until the open one is a whole object.
struct BlockSequencer {
    enum Step {
        case openText
        case text(String)
        case openReasoning
        case reasoning(String)
        case signature(String)
        /// A whole block of reasoning that the provider has encrypted.
        case redacted(String)
        case openCall(index: Int, id: String, name: String)
        case arguments(String)
        case close
    }

    private enum Open: Equatable {
        case text
        case reasoning
        case call(Int)
    }

    /// The number of the block that the last step belongs to.
    private(set) var index = -1
    private var open: Open?
    private var tracker = ArgumentsTracker()
    private var waiting: [ModelEvent] = []
    private var known: Set<Int> = []
    /// Whether the open call has got any arguments.
    private var hasArguments = false

    mutating func take(_ event: ModelEvent, _ write: (Step, Int) -> Void) {
        if case .call(let call) = open, !belongs(event, to: call) {
            if !tracker.isComplete {
                waiting.append(event)
                return
            }
            close(write)
        }
        switch event {
        case .text(let piece):
            guard !piece.isEmpty else { return }
            enter(.text, .openText, write)
            write(.text(piece), index)
        case .reasoning(let piece):
            guard !piece.isEmpty else { return }
            enter(.reasoning, .openReasoning, write)
            write(.reasoning(piece), index)
        case .signature(let proof, nil):
            if let data = OpaqueReasoning.data(in: proof) {
                close(write)
                index += 1
                write(.redacted(data), index)
            } else {
                enter(.reasoning, .openReasoning, write)
                write(.signature(proof), index)
                close(write)
            }
        case .toolArguments(let call, let id, let name, let fragment):
            take(call: call, id: id ?? "", name: name ?? "", fragment, write)
        case .signature, .usage, .finished: break
        }
    }

    /// Ends the open block, and writes what waits.
    mutating func finish(_ write: (Step, Int) -> Void) {
        close(write)
        while !waiting.isEmpty {
            replay(write)
            close(write)
        }
    }

    private mutating func take(
        call: Int, id: String, name: String, _ fragment: String, _ write: (Step, Int) -> Void
    ) {
        if open != .call(call) {
            // A piece that comes after its call was whole adds nothing to it.
            guard known.insert(call).inserted else { return }
            enter(.call(call), .openCall(index: call, id: id, name: name), write)
            tracker = ArgumentsTracker()
            hasArguments = false
        }
        guard !fragment.isEmpty else { return }
        tracker.append(fragment)
        hasArguments = true
        write(.arguments(fragment), index)
        if tracker.isComplete, !waiting.isEmpty {
            close(write)
            replay(write)
        }
    }

    private mutating func replay(_ write: (Step, Int) -> Void) {
        let events = waiting
        waiting = []
        for event in events { take(event, write) }
    }

    private func belongs(_ event: ModelEvent, to call: Int) -> Bool {
        switch event {
        case .toolArguments(call, _, _, _), .usage, .finished, .signature(_, .some): true
        default: false
        }
    }

    private mutating func enter(_ kind: Open, _ step: Step, _ write: (Step, Int) -> Void) {
        guard open != kind else { return }
        close(write)
        index += 1
        open = kind
        write(step, index)
    }

    private mutating func close(_ write: (Step, Int) -> Void) {
        guard let closed = open else { return }
        open = nil
        if case .call = closed, !hasArguments { write(.arguments("{}"), index) }
        write(.close, index)
    }
}
