import KapellCore
public import KapellJSON

/// What the channels of a workflow hold at one moment.
public struct WorkflowState: Sendable {
    let layout: ChannelLayout
    let values: [JSONValue]

    /// What a channel holds.
    ///
    /// - Throws: `.invalidRequest` when the workflow does not have the channel, or it holds something of another type.
    public subscript<Value: WorkflowValue>(channel: Channel<Value>) -> Value {
        get throws {
            let place = try layout.place(of: channel.name)
            do {
                return try Value(workflowJSON: values[place])
            } catch {
                throw KapellError(
                    .invalidRequest,
                    "The channel `\(channel.name)` does not hold \(Value.workflowTypeName): \(error)")
            }
        }
    }

    /// All channels by name, in the order in which the workflow names them.
    public var json: JSONObject {
        JSONObject(zip(layout.channels, values).map { ($0.name, $1) })
    }
}
