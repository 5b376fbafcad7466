public import KapellJSON

/// How writes come into a channel.
///
/// A reducer that combines must be associative: writes of one step come in the order of their tasks' paths, and may be
/// combined with each other before they meet what the channel holds.
public struct Reducer<Value: WorkflowValue>: Sendable {
    enum Kind: Sendable {
        case plain
        case append
        case merge
        case own(String, @Sendable (Value, Value) throws -> Value)
    }

    let kind: Kind

    /// A write replaces the value. Only one task of a step may write.
    public static var plain: Reducer { Reducer(kind: .plain) }

    /// A write adds its elements at the end.
    public static func append<Element: WorkflowValue>() -> Reducer where Value == [Element] {
        Reducer(kind: .append)
    }

    /// One's own.
    ///
    /// - Parameters:
    ///   - name: part of the schema: change it when `combine` changes.
    ///   - combine: makes one value of what the channel holds and of what is written. It must be a pure function.
    public static func own(
        _ name: String, _ combine: @escaping @Sendable (_ held: Value, _ written: Value) throws -> Value
    ) -> Reducer {
        Reducer(kind: .own(name, combine))
    }
}

extension Reducer where Value == JSONObject {
    /// A write sets its keys, and leaves the others as they are.
    public static var merge: Reducer { Reducer(kind: .merge) }
}
