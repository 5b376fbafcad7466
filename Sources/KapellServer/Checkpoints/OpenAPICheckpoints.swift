import KapellJSON

/// The routes of checkpoints in OpenAPI.
enum OpenAPICheckpoints {
    private typealias Schema = OpenAPISchemas

    static let paths: JSONObject = [
        "/kapell/v1/checkpoints": post(
            "putCheckpoint", "Keeps a checkpoint of another framework's graph.", "NewCheckpoint", "CheckpointKey",
            created: true),
        "/kapell/v1/checkpoints/writes": post(
            "putCheckpointWrites", "Keeps what a task wrote after a checkpoint.", "NewCheckpointWrites",
            "CheckpointWritten", created: true),
        "/kapell/v1/checkpoints/get": post(
            "getCheckpoint", "The newest checkpoint of a thread, or the one of an id.", "CheckpointRequest",
            "FoundCheckpoint"),
        "/kapell/v1/checkpoints/list": post(
            "listCheckpoints", "Checkpoints, newest first.", "CheckpointQuery", "CheckpointPage"),
        "/kapell/v1/checkpoints/copy": post(
            "copyCheckpoints", "Copies a thread.", "CheckpointCopy", "CheckpointCopied", created: true),
        "/kapell/v1/checkpoints/prune": post(
            "pruneCheckpoints", "Removes all but the newest checkpoint of each namespace of threads.",
            "CheckpointThreads", "CheckpointsRemoved"),
        "/kapell/v1/checkpoints/erase": post(
            "eraseCheckpoints", "Removes threads, or the checkpoints of runs.", "CheckpointErasure",
            "CheckpointsRemoved"),
    ]

    static let schemas: JSONObject = [
        "CheckpointValue": Schema.object(value),
        "CheckpointWrite": Schema.object(written),
        "NewCheckpoint": Schema.object(
            new, optional: ["namespace", "parent", "metadata", "versions", "values", "deltas"]),
        "Checkpoint": Schema.object(stored),
        "CheckpointKey": Schema.object(key),
        "CheckpointRequest": Schema.object(key, optional: ["namespace", "id"]),
        "FoundCheckpoint": Schema.object([
            "checkpoint": ["anyOf": [Schema.ref("Checkpoint"), ["type": "null"]]]
        ]),
        "NewCheckpointWrites": Schema.object(newWrites, optional: ["namespace", "path"]),
        "CheckpointWritten": Schema.object(["written": Schema.whole]),
        "CheckpointQuery": Schema.object(
            [
                "thread": Schema.text, "namespace": Schema.text, "id": Schema.text, "before": Schema.text,
                "metadata": ["type": "object"], "limit": ["type": "integer", "minimum": 0, "maximum": 1_000],
                "after": Schema.text,
            ], optional: ["thread", "namespace", "id", "before", "metadata", "limit", "after"]),
        "CheckpointPage": Schema.object([
            "checkpoints": Schema.list(Schema.ref("Checkpoint")), "next": Schema.orNull(Schema.text),
        ]),
        "CheckpointCopy": Schema.object(["thread": Schema.text, "to": Schema.text]),
        "CheckpointCopied": Schema.object(["copied": Schema.whole]),
        "CheckpointThreads": Schema.object(["threads": Schema.list(Schema.text)]),
        "CheckpointErasure": Schema.object(
            ["threads": Schema.list(Schema.text), "runs": Schema.list(Schema.text)], optional: ["threads", "runs"]),
        "CheckpointsRemoved": Schema.object(["removed": Schema.whole]),
    ]

    private static let key: JSONObject = ["thread": Schema.text, "namespace": Schema.text, "id": Schema.text]

    private static let value: JSONObject = [
        "type": Schema.text, "data": ["type": "string", "contentEncoding": "base64"],
    ]

    /// A write of a request, whose task is beside it.
    private static let write: JSONObject = [
        "index": Schema.whole, "channel": Schema.text, "type": Schema.text,
        "data": ["type": "string", "contentEncoding": "base64"],
    ]

    private static var written: JSONObject {
        var object: JSONObject = ["task": Schema.text, "path": Schema.text]
        object.merge(write)
        return object
    }

    private static var newWrites: JSONObject {
        var object = key
        object["task"] = Schema.text
        object["path"] = Schema.text
        object["writes"] = Schema.list(Schema.object(write))
        return object
    }

    private static var new: JSONObject {
        var object = key
        object["parent"] = Schema.orNull(Schema.text)
        object["checkpoint"] = Schema.ref("CheckpointValue")
        object["metadata"] = ["type": "object"]
        object["versions"] = ["type": "object", "additionalProperties": Schema.text]
        object["values"] = ["type": "object", "additionalProperties": Schema.ref("CheckpointValue")]
        object["deltas"] = Schema.list(Schema.text)
        return object
    }

    private static var stored: JSONObject {
        var object = new
        object["writes"] = Schema.list(Schema.ref("CheckpointWrite"))
        return object
    }

    private static func post(
        _ id: String, _ what: String, _ body: String, _ schema: String, created: Bool = false
    ) -> JSONValue {
        var object = OpenAPIPaths.operation(
            id, what, "checkpoints", body: body, schema: schema, errors: ["400", "409", "413"])
        if created {
            let answers = object["responses"]?.objectValue ?? [:]
            object["responses"] = .object(JSONObject(answers.map { ($0.key == "200" ? "201" : $0.key, $0.value) }))
        }
        return ["post": .object(object)]
    }
}
