import KapellCore
import KapellDialects
import KapellJSON

/// Checkpoints as the routes have them.
enum CheckpointJSON {
    // MARK: In

    static func place(_ body: JSONObject) throws(KapellError) -> CheckpointPlace {
        CheckpointPlace(thread: try body.required("thread"), namespace: try body.text("namespace") ?? "")
    }

    static func checkpoint(_ body: JSONObject) throws(KapellError) -> (GraphCheckpoint, [ChannelValue]) {
        let checkpoint = GraphCheckpoint(
            place: try place(body), id: try body.required("id"), parent: try body.text("parent"),
            body: try value(body["checkpoint"], "`checkpoint`"), metadata: try object(body, "metadata"),
            versions: try object(body, "versions"), deltas: try texts(body, "deltas", isOptional: true))
        var values: [ChannelValue] = []
        for (channel, json) in try object(body, "values") {
            values.append(ChannelValue(channel: channel, value: try value(json, "The value of \(channel.prefix(80))")))
        }
        return (checkpoint, values)
    }

    static func writes(_ body: JSONObject) throws(KapellError) -> [CheckpointWrite] {
        let task = try body.required("task")
        let path = try body.text("path") ?? ""
        guard let list = body["writes"]?.arrayValue else {
            throw KapellError(
                .invalidRequest, "`writes` is missing.",
                remedy: "Send a list of {\"index\", \"channel\", \"type\", \"data\"}.")
        }
        var writes: [CheckpointWrite] = []
        writes.reserveCapacity(list.count)
        for json in list {
            guard let write = json.objectValue else { throw KapellError(.invalidRequest, "A write must be an object.") }
            try write.only(["index", "channel", "type", "data"])
            guard let index = try write.whole("index", in: -1_000_000...1_000_000) else {
                throw KapellError(.invalidRequest, "`index` of a write is missing.", remedy: "Number writes from 0.")
            }
            writes.append(
                CheckpointWrite(
                    task: task, index: index, path: path, channel: try write.required("channel"),
                    value: CheckpointValue(type: try write.required("type"), bytes: try bytes(write, "a write"))))
        }
        return writes
    }

    static func query(_ body: JSONObject) throws(KapellError) -> CheckpointQuery {
        var after: CheckpointCursor?
        if let text = try body.text("after") {
            guard let cursor = CheckpointCursor(text) else {
                throw KapellError(
                    .invalidRequest, "`after` is no place in a list.",
                    remedy: "Send what the page before has as `next`.")
            }
            after = cursor
        }
        return CheckpointQuery(
            thread: try body.text("thread"), namespace: try body.text("namespace"), id: try body.text("id"),
            before: try body.text("before"), metadata: try object(body, "metadata"),
            limit: try body.whole("limit", in: 0...CheckpointLimits.page) ?? 100, after: after)
    }

    /// A list of names.
    static func texts(_ body: JSONObject, _ key: String, isOptional: Bool = false) throws(KapellError) -> [String] {
        guard let value = body[key], !value.isNull else {
            guard !isOptional else { return [] }
            throw KapellError(.invalidRequest, "`\(key)` is missing.", remedy: "Send it as a list of texts.")
        }
        guard let list = value.arrayValue else {
            throw KapellError(.invalidRequest, "`\(key)` must be a list of texts.")
        }
        var texts: [String] = []
        for value in list {
            guard let text = value.stringValue else {
                throw KapellError(.invalidRequest, "`\(key)` must be a list of texts.")
            }
            texts.append(text)
        }
        return texts
    }

    private static func object(_ body: JSONObject, _ key: String) throws(KapellError) -> JSONObject {
        guard let value = body[key], !value.isNull else { return [:] }
        guard let object = value.objectValue else {
            throw KapellError(.invalidRequest, "`\(key)` must be an object.")
        }
        return object
    }

    private static func value(_ json: JSONValue?, _ what: String) throws(KapellError) -> CheckpointValue {
        guard let object = json?.objectValue else {
            throw KapellError(
                .invalidRequest, "\(what) is missing, or no object.",
                remedy: "Send {\"type\": …, \"data\": BASE64}.")
        }
        try object.only(["type", "data"])
        return CheckpointValue(type: try object.required("type"), bytes: try bytes(object, what))
    }

    private static func bytes(_ object: JSONObject, _ what: String) throws(KapellError) -> [UInt8] {
        guard let bytes = Base64.decode(try object.required("data")) else {
            throw KapellError(.invalidRequest, "`data` of \(what) is not base64.", remedy: "Encode it (RFC 4648).")
        }
        return bytes
    }

    // MARK: Out

    static func json(_ stored: StoredCheckpoint) -> JSONValue {
        let checkpoint = stored.checkpoint
        let values = stored.values.map { ($0.channel, json($0.value)) }
        let writes = stored.writes.map { write -> JSONValue in
            [
                "task": .string(write.task), "index": .integer(Int64(write.index)), "path": .string(write.path),
                "channel": .string(write.channel), "type": .string(write.value.type),
                "data": .string(Base64.encode(write.value.bytes)),
            ]
        }
        return [
            "thread": .string(checkpoint.place.thread), "namespace": .string(checkpoint.place.namespace),
            "id": .string(checkpoint.id), "parent": checkpoint.parent.map { .string($0) } ?? .null,
            "checkpoint": json(checkpoint.body), "metadata": .object(checkpoint.metadata),
            "versions": .object(checkpoint.versions),
            "deltas": .array(checkpoint.deltas.map { .string($0) }), "values": .object(JSONObject(values)),
            "writes": .array(writes),
        ]
    }

    private static func json(_ value: CheckpointValue) -> JSONValue {
        ["type": .string(value.type), "data": .string(Base64.encode(value.bytes))]
    }
}
