package import KapellJSON
package import KapellPrompts

/// The product's own routes in OpenAPI 3.1, each prompt with its own types. Source: the OpenAPI Specification 3.1.1.
package struct OpenAPIDocument {
    let prompts: [Prompt]

    package init(prompts: [Prompt]) { self.prompts = prompts }

    /// The whole document.
    package var json: JSONObject {
        var paths = OpenAPIPaths.fixed
        paths.merge(OpenAPIPages.paths)
        paths.merge(OpenAPICollections.paths)
        paths.merge(OpenAPIMigrations.paths)
        paths.merge(OpenAPIWorkflows.paths)
        paths.merge(OpenAPICheckpoints.paths)
        var schemas = OpenAPISchemas.fixed
        schemas.merge(OpenAPIPages.schemas)
        schemas.merge(OpenAPICollections.schemas)
        schemas.merge(OpenAPIMigrations.schemas)
        schemas.merge(OpenAPIWorkflows.schemas)
        schemas.merge(OpenAPICheckpoints.schemas)
        for prompt in prompts {
            let type = Self.typeName(prompt.name)
            paths["/kapell/v1/prompts/\(prompt.name)"] = .object(Self.path(of: prompt, type))
            schemas["\(type)Input"] = Self.embedded(prompt.input.schema, prompt, "input")
            schemas["\(type)Output"] = Self.embedded(prompt.output?.schema ?? ["type": "string"], prompt, "output")
            schemas["\(type)Result"] = Self.result(of: type)
        }
        return [
            "openapi": "3.1.1",
            "info": [
                "title": "Kapell", "version": "1",
                "description": "The routes of Kapell's own below /kapell/v1/. Those below /v1/ are OpenAI's.",
            ],
            "servers": [["url": "/"]], "paths": .object(paths),
            "components": ["schemas": .object(schemas), "responses": .object(OpenAPISchemas.responses)],
        ]
    }

    private static func path(of prompt: Prompt, _ type: String) -> JSONObject {
        let what = prompt.description ?? "Runs the prompt \(prompt.name)."
        let body: JSONValue = [
            "type": "object", "required": ["input"],
            "properties": [
                "input": ["$ref": .string("#/components/schemas/\(type)Input")],
                "stream": ["type": "boolean", "default": false, "description": "Whether to send events."],
            ],
            "additionalProperties": false,
        ]
        let run: JSONObject = [
            "operationId": .string("run\(type)"), "summary": .string(what), "tags": ["prompts"],
            "description": .string("Version \(prompt.version)."),
            "requestBody": ["required": true, "content": ["application/json": ["schema": body]]],
            "responses": .object(
                OpenAPIPaths.responses(
                    schema: "\(type)Result", hasEvents: true, errors: ["400", "404", "413", "500", "504"])),
        ]
        return ["get": .object(OpenAPIPaths.showPrompt("show\(type)", what)), "post": .object(run)]
    }

    /// A schema as a component. Its own references count from its own beginning, which `$id` keeps.
    private static func embedded(_ schema: JSONValue, _ prompt: Prompt, _ part: String) -> JSONValue {
        guard var object = schema.objectValue, object["$id"] == nil, schema.serialized().contains("\"$ref\":\"#") else {
            return schema
        }
        object["$id"] = .string("urn:kapell:prompt:\(prompt.name):\(prompt.version.short):\(part)")
        return .object(object)
    }

    private static func result(of type: String) -> JSONValue {
        [
            "allOf": [
                ["$ref": "#/components/schemas/PromptResult"],
                ["properties": ["output": ["$ref": .string("#/components/schemas/\(type)Output")]]],
            ]
        ]
    }

    /// `sort-ticket` as `SortTicket`; `_` stays, so that no two names become one.
    private static func typeName(_ name: String) -> String {
        name.split(separator: "-", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "_" : $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
