import KapellCore
import KapellJSON

/// Puts the tool calls of an answer together, and repairs what servers get wrong: an `index` that is missing, twice
/// the same, or out of line; an `id` that is missing or comes late; arguments that are an object.
struct ChatToolCalls {
    private struct Call {
        var id = ""
        var name = ""
        /// Fragments that came before the name.
        var held = ""
        var signature: String?
        var isAnnounced = false
        var tracker = ArgumentsTracker()
    }

    private var calls: [Call] = []
    /// The call that an index of the wire means at present.
    private var places: [Int: Int] = [:]
    private var answerID: String?

    init(answerID: String?) { self.answerID = answerID }

    var count: Int { calls.count }

    /// The answer's id, of which the ids of calls are made that have none.
    mutating func name(_ id: String) { if answerID == nil { answerID = id } }

    /// A call, or a piece of one.
    mutating func take(_ value: JSONValue, into events: inout [ModelEvent]) throws(KapellError) {
        guard let fields = value.objectValue else { return }
        let function = fields["function"]?.objectValue ?? [:]
        let id = fields["id"]?.stringValue ?? ""
        let name = function["name"]?.stringValue ?? ""
        let index = fields["index"]?.intValue ?? fields["index"]?.stringValue.flatMap { Int($0) }
        let place = try place(index: index, id: id, name: name)
        if calls[place].id.isEmpty { calls[place].id = id }
        if calls[place].name.isEmpty { calls[place].name = name }
        if let proof = fields["extra_content"]?["google"]?["thought_signature"]?.stringValue, !proof.isEmpty {
            calls[place].signature = proof
        }
        append(fragment(function["arguments"]), to: place, into: &events)
    }

    /// The end of the answer: calls without arguments have an empty object.
    ///
    /// - Throws: where a call has no name.
    mutating func finish(into events: inout [ModelEvent]) throws(KapellError) {
        for place in calls.indices {
            guard !calls[place].name.isEmpty else { throw .unreadableAnswer("a tool call has no name") }
            if calls[place].tracker.isEmpty {
                calls[place].tracker.append("{}")
                if calls[place].isAnnounced {
                    events.append(.toolArguments(index: place, id: nil, name: nil, fragment: "{}"))
                } else {
                    calls[place].held = "{}"
                }
            }
            announce(place, into: &events)
        }
    }

    private func fragment(_ arguments: JSONValue?) -> String {
        switch arguments {
        case .string(let text): text
        case .object(let object): object.description
        default: ""
        }
    }

    private mutating func append(_ fragment: String, to place: Int, into events: inout [ModelEvent]) {
        calls[place].tracker.append(fragment)
        if calls[place].isAnnounced {
            guard !fragment.isEmpty else { return sign(place, into: &events) }
            events.append(.toolArguments(index: place, id: nil, name: nil, fragment: fragment))
            sign(place, into: &events)
        } else {
            calls[place].held += fragment
            // An id may still come as long as there is nothing to tell.
            let isKnown = !calls[place].id.isEmpty || !calls[place].held.isEmpty
            if !calls[place].name.isEmpty, isKnown { announce(place, into: &events) }
        }
    }

    private mutating func announce(_ place: Int, into events: inout [ModelEvent]) {
        guard !calls[place].isAnnounced else { return }
        calls[place].isAnnounced = true
        if calls[place].id.isEmpty { calls[place].id = madeUpID(place) }
        let call = calls[place]
        calls[place].held = ""
        events.append(.toolArguments(index: place, id: call.id, name: call.name, fragment: call.held))
        sign(place, into: &events)
    }

    private mutating func sign(_ place: Int, into events: inout [ModelEvent]) {
        guard let proof = calls[place].signature else { return }
        calls[place].signature = nil
        events.append(.signature(proof, toolCall: place))
    }

    private func madeUpID(_ place: Int) -> String {
        let answer = answerID ?? String(UInt64.random(in: .min ... .max), radix: 36)
        return "call_\(answer)_\(place)"
    }

    /// Which call a piece belongs to; a new one where it belongs to none.
    private mutating func place(index: Int?, id: String, name: String) throws(KapellError) -> Int {
        if let index {
            if let place = places[index], !begins(at: place, id: id, name: name) { return place }
            let place = try add()
            places[index] = place
            return place
        }
        if !id.isEmpty {
            if let place = calls.firstIndex(where: { $0.id == id }) { return place }
            if let last = calls.indices.last, !begins(at: last, id: id, name: name) { return last }
            return try add()
        }
        guard let last = calls.indices.last, !begins(at: last, id: id, name: name) else { return try add() }
        return last
    }

    /// Whether a piece that seems to continue a call begins another one: it has another id and a name, or a name
    /// although the arguments have ended. An id alone may be new with every piece.
    private func begins(at place: Int, id: String, name: String) -> Bool {
        let call = calls[place]
        guard !name.isEmpty, !call.name.isEmpty else { return false }
        if !id.isEmpty, !call.id.isEmpty { return id != call.id }
        return call.tracker.isComplete || name != call.name
    }

    private mutating func add() throws(KapellError) -> Int {
        guard calls.count < DialectLimits.toolCalls else {
            throw KapellError(.tooLarge, "The provider's answer has more than \(DialectLimits.toolCalls) tool calls.")
        }
        calls.append(Call())
        return calls.count - 1
    }
}
