import KapellJSON

/// The routes of migrations in OpenAPI.
enum OpenAPIMigrations {
    static let paths: JSONObject = [
        "/kapell/v1/collections/{name}/migrations": [
            "parameters": [OpenAPICollections.name],
            "get": .object(
                OpenAPICollections.operation(
                    "showMigration", "How far a collection's move to another model has come.", schema: "Migration",
                    errors: ["404"])),
            "post": .object(
                OpenAPICollections.operation(
                    "beginMigration", "Begins to build a second space of vectors while the first one serves.",
                    body: "MigrationTarget", schema: "Migration", errors: ["400", "404", "409"], status: "201")),
            "delete": .object(
                OpenAPICollections.operation(
                    "abandonMigration", "Removes the new space, as long as the old one serves.",
                    errors: ["404", "409"], status: "204")),
        ],
        "/kapell/v1/collections/{name}/migrations/pause": post(
            "pauseMigration", "Ends feeding until it is resumed.", "MigrationStep", "Migration"),
        "/kapell/v1/collections/{name}/migrations/resume": post(
            "resumeMigration", "Lets feeding go on.", "MigrationStep", "Migration"),
        "/kapell/v1/collections/{name}/migrations/compare": post(
            "compareMigration", "Asks both spaces the same questions.", "MigrationQuestions", "MigrationComparison"),
        "/kapell/v1/collections/{name}/migrations/cutover": post(
            "cutOverMigration", "Brings the last writes over, and lets the new space serve.", "MigrationStep",
            "Migration"),
        "/kapell/v1/collections/{name}/migrations/rollback": post(
            "rollBackMigration", "Lets the old space serve again, with what was written since.", "MigrationStep",
            "Migration"),
        "/kapell/v1/collections/{name}/migrations/finish": post(
            "finishMigration", "Removes the old space, after the new one has taken over.", "MigrationEnd",
            "MigrationFinished"),
    ]

    static let schemas: JSONObject = [
        "MigrationTarget": Schema.object(
            [
                "model": Schema.text, "space": Schema.text, "dimensions": Schema.whole,
                "metric": OpenAPICollections.metric, "fingerprint": Schema.text,
            ], optional: ["model", "space", "dimensions", "metric", "fingerprint"]),
        "MigrationStep": Schema.object(
            ["accept_missing": Schema.flag, "without_model": Schema.flag],
            optional: ["accept_missing", "without_model"]),
        "MigrationEnd": Schema.object(["accept_loss": Schema.flag], optional: ["accept_loss"]),
        "MigrationFinished": Schema.object(["collection": Schema.text, "finished": Schema.flag]),
        "MigrationSpace": Schema.object([
            "space": Schema.text, "dimensions": Schema.whole, "metric": OpenAPICollections.metric,
            "fingerprint": Schema.text, "model": Schema.orNull(Schema.text),
        ]),
        "Migration": Schema.object([
            "collection": Schema.text, "phase": ["type": "string", "enum": ["building", "cut_over"]],
            "serving": Schema.ref("MigrationSpace"),
            "other": ["anyOf": [Schema.ref("MigrationSpace"), ["type": "null"]]], "total": Schema.whole,
            "done": Schema.whole, "records_per_second": number, "seconds_left": number, "missing": Schema.whole,
            "missing_records": Schema.list(
                Schema.object(["namespace": Schema.text, "id": Schema.text, "reason": Schema.text])),
            "behind": Schema.orNull(Schema.whole), "in_step": Schema.flag, "running": Schema.flag,
            "paused": Schema.flag, "error": ["type": ["object", "null"]],
        ]),
        "MigrationQuestions": Schema.object(
            [
                "queries": Schema.list([
                    "anyOf": [
                        Schema.text,
                        Schema.object(
                            [
                                "text": Schema.text, "relevant": ["type": ["array", "object"]],
                                "namespace": Schema.text, "filter": Schema.text,
                            ], optional: ["relevant", "namespace", "filter"]),
                    ]
                ]), "k": Schema.whole,
            ], optional: ["k"]),
        "MigrationComparison": Schema.object([
            "k": Schema.whole, "in_step": Schema.flag, "overlap": ["type": "number"], "judged": Schema.whole,
            "serving_ndcg": number, "other_ndcg": number, "better": Schema.whole, "worse": Schema.whole,
            "queries": Schema.list(
                Schema.object([
                    "text": Schema.text, "overlap": ["type": "number"], "serving_ndcg": number, "other_ndcg": number,
                ])),
        ]),
    ]

    private typealias Schema = OpenAPISchemas
    private static let number: JSONValue = ["type": ["number", "null"]]

    private static func post(_ id: String, _ summary: String, _ body: String, _ schema: String) -> JSONValue {
        [
            "parameters": [OpenAPICollections.name],
            "post": .object(
                OpenAPICollections.operation(id, summary, body: body, schema: schema, errors: ["400", "404", "409"])),
        ]
    }
}
