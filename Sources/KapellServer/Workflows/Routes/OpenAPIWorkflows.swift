import KapellJSON

/// The routes of workflows in OpenAPI.
enum OpenAPIWorkflows {
    private typealias Schema = OpenAPISchemas

    static let paths: JSONObject = [
        "/kapell/v1/workflows": ["get": .object(get("listWorkflows", "Lists workflows.", "WorkflowList"))],
        "/kapell/v1/workflows/{name}": [
            "parameters": [OpenAPIPaths.name("The workflow.")],
            "get": .object(get("showWorkflow", "Shows a workflow: channels, nodes, input.", "Workflow", ["404"])),
        ],
        "/kapell/v1/workflows/{name}/graph.svg": [
            "parameters": [OpenAPIPaths.name("The workflow.")], "get": drawing("drawWorkflow", "The graph as SVG."),
        ],
        "/kapell/v1/workflows/{name}/runs": [
            "parameters": [OpenAPIPaths.name("The workflow.")],
            "post": .object(start),
        ],
        "/kapell/v1/runs/{run}/status": run(
            get: "runStatus", "How a run stands: questions, state, and each step with what it took.", "WorkflowRun"),
        "/kapell/v1/runs/{run}/state": state,
        "/kapell/v1/runs/{run}/interrupts": [
            "parameters": [runName],
            "get": .object(get("listInterrupts", "What a run waits for.", "Interrupts", ["404"])),
            "post": .object(
                post(
                    "answerInterrupt", "Answers a question by its id.", "AnswerRequest", "AnswerOutcome",
                    ["400", "404"])),
        ],
        "/kapell/v1/runs/{run}/events": [
            "parameters": [
                runName, query("follow", "Whether to go on over pauses.", ["type": "boolean"]),
                [
                    "name": "Last-Event-ID", "in": "header", "schema": ["type": "string"],
                    "description": "The id of the last event that was seen.",
                ],
            ],
            "get": .object(
                OpenAPIPaths.operation(
                    "runEvents", "What happens in a run, as server-sent events.", "workflows", schema: "Any",
                    hasEvents: true, errors: ["404"])),
        ],
        "/kapell/v1/runs/{run}/deliver": run(
            post: "deliverEvent", "Gives an event to a run that waits for it.", "Delivery", "Any"),
        "/kapell/v1/runs/{run}/cancel": run(post: "cancelRun", "Ends a run for good.", nil, "Any"),
        "/kapell/v1/runs/{run}/resume": run(
            post: "resumeRun", "Goes on with a run that has paused or failed.", "Resumption", "Any"),
        "/kapell/v1/runs/{run}/fork": run(
            post: "forkRun", "A new run with the past of another.", "Fork", "Forked", created: true),
        "/kapell/v1/runs/{run}/edit": run(
            post: "editRun", "Changes the state of a run that is not under way.", "Edit", "WorkflowRun"),
        "/kapell/v1/runs/{run}/replay": run(
            post: "replayRun", "What today's code would make of a recorded run.", nil, "Replay"),
        "/kapell/v1/runs/{run}/test": run(get: "runAsTest", "A run as a test.", "Any"),
        "/kapell/v1/runs/{run}/undo": run(
            post: "undoRun", "Takes back what a run has done, the newest effect first.", nil, "Undone"),
        "/kapell/v1/runs/{run}/prune": run(
            post: "pruneRun", "Removes what the state does not need any more.", nil, "Any"),
        "/kapell/v1/runs/{run}/erase": run(post: "eraseRun", "Removes a run with all its events.", nil, "Erased"),
        "/kapell/v1/runs/erase": [
            "post": .object(
                post("eraseRunsAbout", "Removes all runs about a person or thing.", "Subject", "Erased", ["400"]))
        ],
        "/kapell/v1/runs/{run}/graph.svg": [
            "parameters": [runName], "get": drawing("drawRun", "The graph as SVG, with the run's nodes lit up."),
        ],
    ]

    static let schemas: JSONObject = [
        "Workflow": Schema.object([
            "name": Schema.text, "description": Schema.orNull(Schema.text), "version": Schema.whole,
            "channels": Schema.list(["type": "object"]), "nodes": Schema.list(["type": "object"]),
            "queue": Schema.orNull(Schema.text), "input": ["type": "object"],
        ]),
        "WorkflowList": Schema.object(["workflows": Schema.list(Schema.ref("Workflow"))]),
        "StartRun": Schema.object(
            ["input": ["type": "object"], "id": Schema.text, "about": Schema.text, "stream": Schema.flag],
            optional: ["input", "id", "about", "stream"]),
        "StartedRun": Schema.object(["run": Schema.text, "workflow": Schema.text, "status": Schema.text]),
        "Interrupt": Schema.object(
            [
                "id": Schema.text,
                "kind": ["type": "string", "enum": ["approval", "input", "edit", "in_doubt", "timer", "event"]],
                "prompt": Schema.text, "value": true, "schema": true,
                "deadline": ["type": "string", "format": "date-time"], "event": Schema.text, "key": Schema.text,
            ], optional: ["value", "schema", "deadline", "event", "key"]),
        "Interrupts": Schema.object([
            "run": Schema.text, "status": status, "interrupts": Schema.list(Schema.ref("Interrupt")),
        ]),
        "WorkflowRun": Schema.object(
            [
                "run": Schema.text, "workflow": Schema.text, "status": status,
                "interrupts": Schema.list(Schema.ref("Interrupt")), "error": ["type": "object"],
                "state": ["type": "object"], "steps": Schema.list(["type": "object"]), "lights": ["type": "object"],
                "usage": ["type": "object"], "dollars": Schema.orNull(["type": "number"]),
            ], optional: ["error"]),
        "RunState": Schema.object([
            "run": Schema.text, "event": Schema.orNull(Schema.whole), "state": ["type": "object"],
        ]),
        "AnswerRequest": Schema.object(["id": Schema.text, "value": true]),
        "AnswerOutcome": Schema.object(
            [
                "run": Schema.text, "id": Schema.text,
                "outcome": ["type": "string", "enum": ["accepted", "already_answered", "late", "wrong_schema"]],
                "answer": true, "error": ["type": "object"],
            ], optional: ["answer", "error"]),
        "Delivery": Schema.object(
            ["event": Schema.text, "key": Schema.text, "value": true], optional: ["key", "value"]),
        "Resumption": Schema.object(["more": Schema.whole], optional: ["more"]),
        "Fork": Schema.object(
            ["at": Schema.whole, "state": ["type": "object"], "start": Schema.flag], optional: ["at", "state", "start"]),
        "Forked": Schema.object(["run": Schema.text, "forked_from": Schema.text]),
        "Edit": Schema.object(["state": ["type": "object"]]),
        "Replay": Schema.object([
            "run": Schema.text,
            "verdict": ["type": "string", "enum": ["identical", "compatible", "needs_migration", "diverges"]],
            "event": Schema.orNull(Schema.whole), "difference": Schema.text, "steps": Schema.whole,
        ]),
        "Undone": Schema.object([
            "run": Schema.text, "status": status,
            "undone": Schema.list(
                Schema.object(
                    ["id": Schema.text, "key": Schema.text, "error": ["type": "object"]], optional: ["error"])),
        ]),
        "Subject": Schema.object(["about": Schema.text]),
        "Erased": Schema.object(["erased": Schema.list(Schema.text)]),
    ]

    private static let status: JSONValue = [
        "type": "string",
        "enum": ["running", "ready", "waiting", "sleeping", "limited", "failed", "succeeded", "cancelled"],
    ]

    private static let runName: JSONValue = [
        "name": "run", "in": "path", "required": true, "schema": ["type": "string"], "description": "The run.",
    ]

    private static func query(_ name: String, _ what: String, _ schema: JSONValue) -> JSONValue {
        ["name": .string(name), "in": "query", "schema": schema, "description": .string(what)]
    }

    private static let state: JSONValue = [
        "parameters": [runName, query("at", "The number of an event.", ["type": "integer", "minimum": 0])],
        "get": .object(get("runState", "The state of a run, now or after an event.", "RunState", ["400", "404"])),
    ]

    private static var start: JSONObject {
        var object = OpenAPIPaths.operation(
            "startRun", "Begins a run, which goes on by itself.", "workflows", body: "StartRun", schema: "StartedRun",
            hasEvents: true, errors: ["400", "404", "409"])
        let answers = object["responses"]?.objectValue ?? [:]
        object["responses"] = .object(JSONObject(answers.map { ($0.key == "200" ? "202" : $0.key, $0.value) }))
        return object
    }

    private static func get(_ id: String, _ what: String, _ schema: String, _ errors: [String] = []) -> JSONObject {
        OpenAPIPaths.operation(id, what, "workflows", schema: schema, errors: errors)
    }

    private static func post(
        _ id: String, _ what: String, _ body: String?, _ schema: String, _ errors: [String]
    ) -> JSONObject {
        OpenAPIPaths.operation(id, what, "workflows", body: body, schema: schema, errors: errors + ["409"])
    }

    private static func run(get id: String, _ what: String, _ schema: String) -> JSONValue {
        ["parameters": [runName], "get": .object(get(id, what, schema, ["404"]))]
    }

    private static func run(
        post id: String, _ what: String, _ body: String?, _ schema: String, created: Bool = false
    ) -> JSONValue {
        var object = post(id, what, body, schema, ["400", "404"])
        if created {
            let answers = object["responses"]?.objectValue ?? [:]
            object["responses"] = .object(JSONObject(answers.map { ($0.key == "200" ? "201" : $0.key, $0.value) }))
        }
        return ["parameters": [runName], "post": .object(object)]
    }

    private static func drawing(_ id: String, _ what: String) -> JSONValue {
        [
            "operationId": .string(id), "summary": .string(what), "tags": ["workflows"],
            "responses": [
                "200": [
                    "description": "The drawing.",
                    "content": ["image/svg+xml": ["schema": ["type": "string"]]],
                ],
                "404": ["$ref": "#/components/responses/Error"], "default": ["$ref": "#/components/responses/Error"],
            ],
        ]
    }
}
