public import KapellCore
import Synchronization

/// Keeps what providers want back, for clients that drop it.
///
/// Some providers sign a model's thoughts and its tool calls, and refuse a conversation in which the signatures are
/// missing; many clients have no place for them. The store records them with each answer and puts them into the same
/// messages when these come back. It holds a bounded number of entries and bytes and gives up those that were not used
/// for longest. It may be shared by any number of tasks; nothing of it reaches a disk.
public final class OpaqueStateStore: Sendable {
    /// The most entries, one for each answer.
    public let entries: Int
    /// The most bytes, by and large.
    public let bytes: Int
    private let memory = Mutex(Memory())

    /// What one answer wants back.
    struct Entry: Sendable {
        var keys: [OpaqueStateKey]
        var reasoning: [ModelReasoning]
        /// Signatures of the calls, by their keys.
        var signatures: [OpaqueStateKey: String]
        var size: Int
    }

    private struct Memory {
        var places: [OpaqueStateKey: Int] = [:]
        var list = RecencyList<Entry>()
        var bytes = 0
    }

    public init(entries: Int = 20_000, bytes: Int = 64 * 1_024 * 1_024) {
        self.entries = max(0, entries)
        self.bytes = max(0, bytes)
    }

    /// How many answers it keeps, and the bytes that they take.
    public var size: (entries: Int, bytes: Int) { memory.withLock { ($0.list.count, $0.bytes) } }

    public func removeAll() { memory.withLock { $0 = Memory() } }

    /// Keeps what `response` wants back; nothing where it has no signature.
    ///
    /// - Parameter request: what it answers.
    public func record(_ response: ModelResponse, to request: ModelRequest, in scope: OpaqueStateScope) {
        guard let entry = Self.entry(response, after: request.messages.last, scope), entry.size <= bytes, entries > 0
        else { return }
        memory.withLock { memory in
            let place = memory.list.add(entry)
            memory.bytes += entry.size
            for key in entry.keys { memory.places[key] = place }
            while memory.list.count > entries || memory.bytes > bytes {
                guard let oldest = memory.list.removeOldest() else { break }
                memory.bytes -= oldest.value.size
                for key in oldest.value.keys where memory.places[key] == oldest.place { memory.places[key] = nil }
            }
        }
    }

    /// Puts back what assistants' messages of `request` have lost. What a client has kept stays as it is.
    ///
    /// - Returns: how many messages got something back.
    @discardableResult
    public func restore(_ request: inout ModelRequest, in scope: OpaqueStateScope) -> Int {
        guard memory.withLock({ $0.list.count > 0 }) else { return 0 }
        var restored = 0
        for index in request.messages.indices where request.messages[index].role == .assistant {
            let before = index > 0 ? request.messages[index - 1] : nil
            if restore(&request.messages[index], after: before, scope) { restored += 1 }
        }
        return restored
    }

    private func restore(_ message: inout ModelMessage, after before: ModelMessage?, _ scope: OpaqueStateScope) -> Bool
    {
        let calls = message.toolCalls.map { OpaqueStateKey.keys(of: $0, after: before, in: scope) }
        let keys =
            calls.isEmpty
            ? [OpaqueStateKey(text: message.content, after: before, in: scope)] : calls.flatMap { $0 }
        guard let entry = entry(for: keys) else { return false }
        var isChanged = false
        if !entry.reasoning.isEmpty, !message.reasoning.contains(where: { $0.signature != nil }) {
            message.reasoning = entry.reasoning
            isChanged = true
        }
        for (index, keys) in calls.enumerated() where message.toolCalls[index].signature == nil {
            guard let signature = keys.lazy.compactMap({ entry.signatures[$0] }).first else { continue }
            message.toolCalls[index].signature = signature
            isChanged = true
        }
        return isChanged
    }

    private func entry(for keys: [OpaqueStateKey]) -> Entry? {
        memory.withLock { memory in
            for key in keys {
                guard let place = memory.places[key], let entry = memory.list[place] else { continue }
                memory.list.use(place)
                return entry
            }
            return nil
        }
    }

    private static func entry(
        _ response: ModelResponse, after message: ModelMessage?, _ scope: OpaqueStateScope
    ) -> Entry? {
        let reasoning = response.reasoningBlocks.contains { $0.signature != nil } ? response.reasoningBlocks : []
        var keys: [OpaqueStateKey] = []
        var signatures: [OpaqueStateKey: String] = [:]
        let calls = response.toolCalls
        for call in calls {
            let own = OpaqueStateKey.keys(of: call, after: message, in: scope)
            keys += own
            if let signature = call.signature { for key in own { signatures[key] = signature } }
        }
        guard !reasoning.isEmpty || !signatures.isEmpty else { return nil }
        if calls.isEmpty { keys = [OpaqueStateKey(text: response.text, after: message, in: scope)] }
        var size = 256 + keys.count * 96
        for block in reasoning { size += 64 + block.text.utf8.count + (block.signature?.utf8.count ?? 0) }
        for signature in signatures.values { size += 64 + signature.utf8.count }
        return Entry(keys: keys, reasoning: reasoning, signatures: signatures, size: size)
    }
}
