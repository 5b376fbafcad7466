import KapellJSON

/// One document in OpenAPI: its text, its pages, and where a piece of it lies on them.
enum OpenAPIPages {
    private typealias Schema = OpenAPISchemas
    private static let root = "/kapell/v1/knowledge/{name}/documents/{id}"

    static let paths: JSONObject = [
        root: [
            "parameters": .array(owner),
            "get": .object(
                OpenAPIPaths.operation(
                    "readDocument", "Shows a document with its text.", "knowledge", schema: "DocumentText",
                    errors: ["404"])),
        ],
        "\(root)/pages/{page}": ["parameters": .array(owner + [page, part, side]), "get": image],
        "\(root)/places": [
            "parameters": .array(owner + [edge("start"), edge("end")]),
            "get": .object(
                OpenAPIPaths.operation(
                    "findPlaces", "Says where a piece of a document's text lies on its pages.", "knowledge",
                    schema: "PlaceList", errors: ["400", "404", "409"])),
        ],
    ]

    static let schemas: JSONObject = [
        "DocumentText": Schema.object(
            [
                "id": Schema.whole, "name": Schema.text, "path": Schema.text, "kind": Schema.text,
                "title": Schema.orNull(Schema.text), "bytes": Schema.whole, "sha256": Schema.text,
                "passages": Schema.whole, "status": ["type": "string", "enum": ["indexed", "failed"]],
                "warnings": Schema.list(Schema.text), "error": ["type": ["object", "null"]], "text": Schema.text,
                "pages": Schema.list(
                    Schema.object(["number": Schema.whole, "start": Schema.whole, "end": Schema.whole])),
                "parts": Schema.list(Schema.ref("DocumentPart")),
            ], optional: ["parts"]),
        "DocumentPart": Schema.object([
            "number": Schema.whole, "name": Schema.text, "kind": Schema.orNull(Schema.text), "pages": Schema.whole,
            "start": Schema.whole, "end": Schema.whole,
        ]),
        "Place": Schema.object(
            [
                "part": Schema.whole, "page": Schema.whole, "start": Schema.whole, "end": Schema.whole, "left": share,
                "top": share, "right": share, "bottom": share,
            ], optional: ["part"]),
        "PlaceList": Schema.object(["places": Schema.list(Schema.ref("Place"))]),
    ]

    /// Of the page's width or height.
    private static let share: JSONValue = ["type": "number", "minimum": 0, "maximum": 1]

    private static let image: JSONValue = [
        "operationId": "readPage", "summary": "Shows a page of a document as an image.", "tags": ["knowledge"],
        "responses": [
            "200": [
                "description": "The page.",
                "content": [
                    "image/png": ["schema": ["type": "string", "format": "binary"]],
                    "image/jpeg": ["schema": ["type": "string", "format": "binary"]],
                ],
            ],
            "default": ["$ref": "#/components/responses/Error"],
        ],
    ]

    private static let owner: [JSONValue] = [
        OpenAPIPaths.name("The knowledge base."), parameter("id", "path", "The document's number."),
    ]
    private static let page = parameter("page", "path", "Counted from 1.")
    private static let part: JSONValue = [
        "name": "part", "in": "query", "description": "The number of the part whose page it is.",
        "schema": ["type": "integer", "minimum": 1],
    ]
    private static let side: JSONValue = [
        "name": "side", "in": "query", "description": "Points of the longer side of the image.",
        "schema": ["type": "integer", "minimum": 100, "maximum": 3_000, "default": 1_400],
    ]

    private static func edge(_ name: String) -> JSONValue { parameter(name, "query", "A byte of the text.") }

    private static func parameter(_ name: String, _ place: String, _ what: String) -> JSONValue {
        [
            "name": .string(name), "in": .string(place), "required": true, "description": .string(what),
            "schema": ["type": "integer", "minimum": 0],
        ]
    }
}
