import KapellCore
import KapellJSON
import KapellWorkflows

/// A channel of a workflow in `kapell.yaml`, as the engine has it.
struct GraphChannel: Sendable {
    let definition: any ChannelDefinition
    /// Writes a value of JSON.
    let write: @Sendable (Step, JSONValue) throws -> Void

    init(_ section: WorkflowChannel) {
        let (name, initial, reduction) = (section.name, section.initial, section.reduction)
        switch section.kind {
        case .text:
            self.init(Channel(name, initial.stringValue ?? "")) { value in
                // An answer of several parts has a text.
                value["answer"]?.stringValue.map { .string($0) } ?? value
            }
        case .number: self.init(Channel(name, initial.doubleValue ?? 0, Self.reducer(reduction)))
        case .integer: self.init(Channel(name, initial.intValue ?? 0, Self.reducer(reduction)))
        case .boolean: self.init(Channel(name, initial.boolValue ?? false))
        case .list:
            let isAppending = reduction == .append
            let reducer: Reducer<[JSONValue]> = isAppending ? .append() : .plain
            self.init(Channel(name, initial.arrayValue ?? [], reducer)) { value in
                isAppending && value.arrayValue == nil ? .array([value]) : value
            }
        case .object:
            let reducer: Reducer<JSONObject> = reduction == .merge ? .merge : .plain
            self.init(Channel(name, initial.objectValue ?? [:], reducer))
        case .any: self.init(Channel(name, initial))
        }
    }

    private init<Value: WorkflowValue>(
        _ channel: Channel<Value>, _ fit: @escaping @Sendable (JSONValue) -> JSONValue = { $0 }
    ) {
        definition = channel
        write = { step, value in
            let written: Value
            do {
                written = try Value(workflowJSON: fit(value))
            } catch {
                throw KapellError(
                    .invalidRequest, "The channel `\(channel.name)` cannot hold the result: \(error)",
                    remedy: "Change the channel's `type`, or write another part of the result with `as`.")
            }
            try step.write(channel, written)
        }
    }

    private static func reducer<Value: WorkflowValue & Comparable & AdditiveArithmetic>(
        _ reduction: WorkflowChannel.Reduction
    ) -> Reducer<Value> {
        switch reduction {
        case .sum: .own("sum") { held, written in try Self.sum(held, written) }
        case .max: .own("max") { max($0, $1) }
        case .min: .own("min") { min($0, $1) }
        case .replace, .append, .merge: .plain
        }
    }

    private static func sum<Value: AdditiveArithmetic>(_ held: Value, _ written: Value) throws -> Value {
        guard let held = held as? Int, let written = written as? Int else { return held + written }
        let (sum, overflow) = held.addingReportingOverflow(written)
        guard !overflow, let sum = sum as? Value else {
            throw KapellError(.invalidRequest, "The sum \(held) + \(written) has more than 64 bits.")
        }
        return sum
    }
}
