import KapellJSON

/// The routes that do not depend on the project.
enum OpenAPIPaths {
    static let fixed: JSONObject = [
        "/kapell/v1/knowledge": [
            "get": .object(operation("listKnowledge", "Lists knowledge bases.", "knowledge", schema: "KnowledgeList"))
        ],
        "/kapell/v1/knowledge/{name}/documents": [
            "parameters": [name("The knowledge base.")],
            "get": .object(
                operation(
                    "listDocuments", "Lists the documents of a knowledge base.", "knowledge", schema: "DocumentList",
                    errors: ["404"])),
        ],
        "/kapell/v1/knowledge/{name}/search": [
            "parameters": [name("The knowledge base.")],
            "post": .object(
                operation(
                    "search", "Finds passages, by words and by meaning.", "knowledge", body: "SearchRequest",
                    schema: "SearchResults", errors: ["400", "404", "413"])),
        ],
        "/kapell/v1/knowledge/{name}/ask": [
            "parameters": [name("The knowledge base.")],
            "post": .object(
                operation(
                    "ask", "Answers a question from documents, with its evidence.", "knowledge", body: "AskRequest",
                    schema: "Answer", hasEvents: true, errors: ["400", "404", "413"])),
        ],
        "/kapell/v1/prompts": [
            "get": .object(operation("listPrompts", "Lists prompts.", "prompts", schema: "PromptList"))
        ],
        "/kapell/v1/runs": [
            "get": .object(operation("listRuns", "Lists runs, newest first.", "runs", schema: "RunList"))
        ],
        "/kapell/v1/runs/{run}": [
            "parameters": [
                [
                    "name": "run", "in": "path", "required": true, "schema": ["type": "string"],
                    "description": "The run.",
                ]
            ],
            "get": .object(
                operation("showRun", "Shows every step of a run.", "runs", schema: "Run", errors: ["404"])),
        ],
        "/kapell/v1/models": [
            "get": .object(
                operation(
                    "localModels", "How the models of this process stand, and what they have done.", "operations",
                    schema: "Any"))
        ],
        "/kapell/v1/openapi.json": [
            "get": .object(operation("describe", "This document.", "operations", schema: "Any"))
        ],
        "/healthz": ["get": .object(operation("health", "Whether the process runs.", "operations", schema: "Status"))],
        "/readyz": ["get": .object(operation("ready", "Whether the store answers.", "operations", schema: "Status"))],
    ]

    static func showPrompt(_ id: String, _ what: String) -> JSONObject {
        operation(id, "Shows the prompt: \(what)", "prompts", schema: "Prompt", errors: ["404"])
    }

    /// The answers of an operation: the whole one, as events where there are any, and errors.
    static func responses(schema: String, hasEvents: Bool = false, errors: [String] = []) -> JSONObject {
        var content: JSONObject = [
            "application/json": ["schema": ["$ref": .string("#/components/schemas/\(schema)")]]
        ]
        if hasEvents {
            content["text/event-stream"] = [
                "schema": [
                    "type": "string",
                    "description":
                        "With `stream`: server-sent events. `done` holds the whole answer, `error` a failure.",
                ]
            ]
        }
        var responses: JSONObject = ["200": ["description": "The answer.", "content": .object(content)]]
        for status in errors { responses[status] = ["$ref": .string("#/components/responses/Error")] }
        responses["default"] = ["$ref": "#/components/responses/Error"]
        return responses
    }

    static func name(_ what: String) -> JSONValue {
        ["name": "name", "in": "path", "required": true, "schema": ["type": "string"], "description": .string(what)]
    }

    static func operation(
        _ id: String, _ summary: String, _ tag: String, body: String? = nil, schema: String, hasEvents: Bool = false,
        errors: [String] = []
    ) -> JSONObject {
        var object: JSONObject = [
            "operationId": .string(id), "summary": .string(summary), "tags": [.string(tag)],
        ]
        if let body {
            object["requestBody"] = [
                "required": true,
                "content": ["application/json": ["schema": ["$ref": .string("#/components/schemas/\(body)")]]],
            ]
        }
        object["responses"] = .object(responses(schema: schema, hasEvents: hasEvents, errors: errors))
        return object
    }
}
