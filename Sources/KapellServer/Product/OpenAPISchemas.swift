import KapellCore
import KapellJSON

/// The types of the product's own routes that do not depend on the project.
enum OpenAPISchemas {
    static let responses: JSONObject = [
        "Error": [
            "description": "What went wrong, and what to do.",
            "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
        ]
    ]

    static let fixed: JSONObject = [
        "Any": true,
        "Status": object(["status": text]),
        "Error": object([
            "error": object(["code": text, "message": text, "remedy": orNull(text), "retryable": flag])
        ]),
        "Usage": object([
            "input_tokens": whole, "cached_tokens": whole, "output_tokens": whole, "embedding_tokens": whole,
        ]),
        "Verdict": object(
            [
                "verifier": text, "decision": ["type": "string", "enum": ["accept", "fix", "retry", "refuse"]],
                "reason": text, "evidence": list(["type": "object"]),
            ], optional: ["evidence"]),
        "KnowledgeList": object([
            "knowledge": list(
                object(["name": text, "mode": text, "documents": whole, "failed": whole, "passages": whole]))
        ]),
        "DocumentList": object(["documents": list(ref("Document"))]),
        "Document": object([
            "id": whole, "name": text, "path": text, "kind": text, "title": orNull(text), "pages": orNull(whole),
            "bytes": whole, "sha256": text, "passages": whole,
            "status": ["type": "string", "enum": ["indexed", "failed"]], "warnings": list(text),
            "error": ["type": ["object", "null"]], "language": orNull(text), "words": whole,
            "findings": list(ref("Finding")),
        ]),
        "Finding": object(
            [
                "code": [
                    "type": "string", "enum": .array(DocumentFinding.Code.allCases.map { .string($0.rawValue) }),
                ],
                "share": ["type": "number", "minimum": 0, "maximum": 1], "message": text, "document": whole,
            ], optional: ["document"]),
        "SearchRequest": object(
            [
                "question": text, "limit": ["type": "integer", "minimum": 1, "maximum": 200], "explain": flag,
                "as_typed": flag,
            ],
            optional: ["limit", "explain", "as_typed"]),
        "Passage": object(
            [
                "document": text, "document_id": whole, "part": text, "page": orNull(whole), "start": whole,
                "end": whole, "text": text,
            ], optional: ["part"]),
        "SearchResult": object(
            [
                "document": text, "document_id": whole, "part": text, "page": orNull(whole), "start": whole,
                "end": whole, "text": text, "score": ["type": "number"], "heading": text, "lexical_rank": orNull(whole),
                "dense_rank": orNull(whole), "similarity": ["type": "number"], "table_header": text,
                "parent": ["anyOf": [ref("ParentPassage"), ["type": "null"]]],
            ], optional: ["part", "lexical_rank", "dense_rank", "table_header", "parent"]),
        "ParentPassage": object(
            ["part": text, "page": orNull(whole), "start": whole, "end": whole, "text": text], optional: ["part"]),
        "SearchResults": object(
            ["results": list(ref("SearchResult")), "plan": ref("SearchPlan"), "read_as": text], optional: ["read_as"]),
        "AskRequest": object(
            ["question": text, "stream": flag, "conversation": list(text)], optional: ["stream", "conversation"]),
        "Answer": object(
            [
                "answer": text, "refused": flag, "reason": orNull(text), "citations": list(ref("Passage")),
                "verdicts": list(ref("Verdict")), "usage": ref("Usage"), "run": text,
                "judge_usage": ref("Usage"), "read_as": text,
                "verdict": ["type": "string", "enum": ["yes", "no", "conditional"]],
            ], optional: ["judge_usage", "read_as", "verdict"]),
        "RunSummary": object([
            "run": text, "kind": text, "subject": text, "status": text,
            "started": ["type": "string", "format": "date-time"],
            "duration_ms": orNull(["type": "number"]), "usage": ref("Usage"), "event_count": whole,
        ]),
        "RunList": object(["runs": list(ref("RunSummary"))]),
        "Run": ["allOf": [ref("RunSummary"), object(["events": list(["type": "object"])])]],
        "Prompt": object(
            [
                "name": text, "version": text, "description": orNull(text), "model": orNull(text), "file": text,
                "input": ["type": ["object", "boolean"]], "output": ["type": ["object", "boolean", "null"]],
                "examples": whole, "variants": list(text), "tests": list(text), "built_in": flag, "text": text,
                "versions": list(object(["version": text, "recorded": ["type": "string", "format": "date-time"]])),
                "last_run": orNull(text),
            ], optional: ["text", "versions", "last_run"]),
        "PromptList": object(["prompts": list(ref("Prompt")), "problem": ["type": ["object", "null"]]]),
        "PromptResult": object([
            "prompt": text, "version": text, "variant": orNull(text), "model": text, "output": true, "attempts": whole,
            "examples": whole, "verdicts": list(ref("Verdict")), "usage": ref("Usage"), "run": text,
        ]),
    ]

    static let text: JSONValue = ["type": "string"]
    static let whole: JSONValue = ["type": "integer"]
    static let flag: JSONValue = ["type": "boolean"]

    static func ref(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

    static func list(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }

    static func orNull(_ schema: JSONValue) -> JSONValue {
        var object = schema.objectValue ?? [:]
        if let type = object["type"] { object["type"] = [type, "null"] }
        return .object(object)
    }

    static func object(_ properties: JSONObject, optional: Set<String> = []) -> JSONValue {
        [
            "type": "object", "properties": .object(properties),
            "required": .array(properties.keys.filter { !optional.contains($0) }.map { .string($0) }),
        ]
    }
}
