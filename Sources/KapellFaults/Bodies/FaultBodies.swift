import KapellJSON

/// The healthy answer and the errors of one dialect. Sources: the types of the official Python clients, and botocore's
/// service model for Bedrock.
protocol FaultBodies: Sendable {
    /// A whole answer of this text.
    func whole(_ text: String) -> JSONObject
    /// A streamed answer of these pieces.
    func stream(_ tokens: [String]) -> StreamShape
    /// Two tool calls, whole.
    var toolWhole: JSONObject { get }
    /// Two tool calls, streamed.
    func toolStream(_ indexes: Fault.ToolIndexes) -> StreamShape
    /// The body of an error.
    func error(status: Int, message: String) -> JSONValue
    /// An error among the events.
    var errorEvent: [UInt8] { get }
    /// Something that keeps a stream alive and says nothing.
    var keepAlive: [UInt8] { get }
    /// An event that no reader can read.
    var brokenEvent: [UInt8] { get }
}

/// A streamed answer, each entry one event of the wire.
struct StreamShape: Sendable {
    var opening: [[UInt8]] = []
    var tokens: [[UInt8]] = []
    /// With the reason of the end.
    var finish: [[UInt8]] = []
    var usage: [[UInt8]] = []
    var terminator: [[UInt8]] = []

    var all: [[UInt8]] { opening + tokens + finish + usage + terminator }
}

extension FaultBodies {
    /// The healthy answer.
    var whole: JSONObject { whole(HealthyAnswer.text) }
    var stream: StreamShape { stream(HealthyAnswer.tokens) }
    var keepAlive: [UInt8] { Array(": still here\n\n".utf8) }
    var brokenEvent: [UInt8] { Array("data: {\"choices\": [{]}\n\n".utf8) }
}

enum Wire {
    static func data(_ value: JSONValue) -> [UInt8] { Array("data: \(value.serialized())\n\n".utf8) }

    static func event(_ name: String, _ value: JSONValue) -> [UInt8] {
        Array("event: \(name)\ndata: \(value.serialized())\n\n".utf8)
    }

    /// The arguments of the call at `place` as an object.
    static func arguments(_ place: Int) -> JSONValue {
        (try? JSONValue(parsing: HealthyAnswer.calls[place].pieces.joined())) ?? [:]
    }

    /// The pieces of both calls in the order in which they are sent, with the place of the call.
    static func pieces(_ indexes: Fault.ToolIndexes) -> [(call: Int, piece: Int)] {
        indexes == .interleaved ? [(0, 0), (1, 0), (0, 1), (1, 1)] : [(0, 0), (0, 1), (1, 0), (1, 1)]
    }

    /// The index that a piece of the call at `place` carries; `base` is that of the first call.
    static func index(_ place: Int, _ indexes: Fault.ToolIndexes, base: Int = 0) -> Int? {
        switch indexes {
        case .regular, .interleaved: base + place
        case .duplicated: base
        case .missing: nil
        case .nonContiguous: [3, 7][place]
        }
    }
}

extension JSONObject {
    /// The object with `value` under `key`, unless there is none.
    func with(_ key: String, _ value: Int?) -> JSONObject {
        guard let value else { return self }
        var object = self
        object[key] = .integer(Int64(value))
        return object
    }
}
