import KapellCore
import KapellJSON

/// What state is found by: 128 bits of a hash whose seed is drawn anew in each process, so that nobody can look for two
/// messages with one key.
struct OpaqueStateKey: Hashable, Sendable {
    private let high: Int
    private let low: Int

    private init(_ combine: (inout Hasher) -> Void) {
        var first = Hasher()
        var second = Hasher()
        first.combine(1)
        second.combine(2)
        combine(&first)
        combine(&second)
        high = first.finalize()
        low = second.finalize()
    }

    /// An assistant's text, after the message that it answers: the same words in another conversation are not it.
    init(text: String, after message: ModelMessage?, in scope: OpaqueStateScope) {
        self.init { hasher in
            hasher.combine("text")
            hasher.combine(scope)
            Self.add(message, to: &hasher)
            hasher.combine(text)
        }
    }

    /// A tool call. A client may write its arguments anew, so their value counts and not their bytes.
    ///
    /// - Parameter message: the one before, for ids that another conversation may have as well; `nil` for ids that are
    ///   only given once.
    init(call: ModelToolCall, after message: ModelMessage?, isUnique: Bool, in scope: OpaqueStateScope) {
        self.init { hasher in
            hasher.combine("call")
            hasher.combine(scope)
            hasher.combine(call.id)
            hasher.combine(call.name)
            if let value = try? JSONValue(parsing: call.arguments.isEmpty ? "{}" : call.arguments) {
                hasher.combine(value)
            } else {
                hasher.combine(call.arguments)
            }
            if !isUnique { Self.add(message, to: &hasher) }
        }
    }

    /// The keys under which a call is kept: with the message before it, and without where its id is long enough to be
    /// the only one of its kind.
    static func keys(
        of call: ModelToolCall, after message: ModelMessage?, in scope: OpaqueStateScope
    ) -> [OpaqueStateKey] {
        let near = OpaqueStateKey(call: call, after: message, isUnique: false, in: scope)
        guard call.id.utf8.count >= 16 else { return [near] }
        return [near, OpaqueStateKey(call: call, after: nil, isUnique: true, in: scope)]
    }

    private static func add(_ message: ModelMessage?, to hasher: inout Hasher) {
        hasher.combine(message?.role)
        hasher.combine(message?.content)
    }
}
