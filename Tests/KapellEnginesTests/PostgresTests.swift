import KapellCore
import KapellPostgres
import KapellVectors
import Testing

/// What needs no server.
@Suite struct PostgresTests {
    @Test(arguments: [
        ("true", "true", 0), ("false", "false", 0), ("not true", "not true", 0),
        ("a == 1", "(fields @> jsonb_build_object(normalize($1::text, nfc), normalize($2::text, nfc)::jsonb))", 2),
        (
            "a != 1 and a == 1",
            "(not (fields @> jsonb_build_object(normalize($1::text, nfc), normalize($2::text, nfc)::jsonb)) and "
                + "(fields @> jsonb_build_object(normalize($1::text, nfc), normalize($2::text, nfc)::jsonb)))", 2
        ),
        ("exists a", "(coalesce(fields -> normalize($1::text, nfc), 'null'::jsonb) <> 'null'::jsonb)", 1),
        ("a == null", "(coalesce(fields -> normalize($1::text, nfc), 'null'::jsonb) = 'null'::jsonb)", 1),
        ("a < true", "false", 1), ("a contains any []", "false", 0),
    ])
    func filtersBecomeConditions(_ text: String, _ sql: String, _ parameters: Int) throws {
        var filter = PostgresFilter()
        let parsed: Filter = text == "a < true" ? .comparison("a", .less, true) : try Filter(text)
        #expect(try filter.condition(parsed) == sql)
        #expect(filter.parameters.count == parameters)
    }

    @Test func noTextOfAFilterStandsInTheStatement() throws {
        let evil = "x'); drop table y; --\""
        let value = MetadataValue.string(evil)
        let all: [Filter] = [
            .comparison(evil, .equal, value), .comparison(evil, .less, value), .isIn(evil, [value]),
            .containsAny(evil, [value, 1, 2, 3, 4, 5]), .containsAll(evil, [value]), .exists(evil),
            .comparison(evil, .equal, [value]), .comparison(evil, .less, .date(1)),
        ]
        var filter = PostgresFilter()
        let sql = try filter.condition(.or(all.map { .not($0) }))
        #expect(!sql.contains("drop") && !sql.contains("--"))
        #expect(filter.parameters.contains(.text(evil)))
    }

    @Test func whatPostgreSQLCannotTakeIsRefused() {
        let bad: [Filter] = [
            .comparison("a\0", .equal, 1), .comparison("a", .equal, "\0"), .isIn("a", ["\0"]),
            .comparison("a", .less, .number(.nan)), .comparison("a", .equal, .number(.infinity)),
        ]
        for condition in bad {
            #expect(throws: KapellError.self) {
                var filter = PostgresFilter()
                _ = try filter.condition(condition)
            }
        }
    }

    @Test(arguments: [
        "postgresql://user:hunter2@host:port/db", "postgresql://user:hunter2", "host=h password=hunter2 nonsense=1",
        "password='hunter2", "hunter2", "\0hunter2",
    ])
    func aPasswordStandsInNoError(_ connection: String) {
        let options = PostgresOptions(connection: connection)
        #expect(!"\(options)".contains("hunter2"))
        var dumped = ""
        dump(options, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        let error = #expect(throws: KapellError.self) { _ = try PostgresVectorDatabase(options) }
        #expect(error?.code == .configuration)
        #expect(error.map { !"\($0)".contains("hunter2") } ?? false)
    }

    @Test func aServerThatIsNotThereIsAnErrorWithARemedy() async throws {
        let connection = "postgresql://user:hunter2@127.0.0.1:1/db"
        let database = try PostgresVectorDatabase(PostgresOptions(connection: connection))
        let error = await #expect(throws: KapellError.self) { _ = try await database.collections() }
        #expect(error?.code == .network)
        #expect(error?.remedy != nil)
        #expect(error.map { "\($0)".contains("127.0.0.1:1") && !"\($0)".contains("hunter2") } ?? false)
    }

    @Test(arguments: [
        ("42P01", KapellError.Code.notFound), ("23505", .conflict), ("57014", .timeout), ("53100", .diskFull),
        ("57P01", .unavailable), ("08006", .network), ("40P01", .unavailable), ("54000", .tooLarge),
        ("28P01", .authentication), ("42501", .permission), ("25006", .permission), ("22P05", .invalidRequest),
        ("XX000", .storage), ("", .network), ("53300", .overloaded),
    ])
    func statesHaveCodes(_ state: String, _ code: KapellError.Code) {
        let error = PostgresFailure.statement(state, "it\nfailed with hunter2", secrets: ["hunter2"])
        #expect(error.code == code)
        #expect(!error.message.contains("hunter2") && !error.message.contains("\n"))
    }

    @Test func optionsOutOfRangeAreRefused() {
        var options = [PostgresOptions](repeating: PostgresOptions(connection: "host=h"), count: 5)
        options[0].schema = "a\"b"
        options[1].schema = ""
        options[2].graphNeighbors = 1
        options[3].graphSearch = 1_001
        options[4].graphConstruction = 3
        for options in options {
            #expect(throws: KapellError.self) { _ = try PostgresVectorDatabase(options) }
        }
    }

    @Test func textsBecomeTerms() throws {
        let words = try PostgresWords("kapell=1;language=en;stop=query;marks=fold;ideographs=pairs;stems=yes")
        #expect(try words.vector("Cats and it's a cat", id: "x").contains("'cat':1,5"))
        #expect(words.query("the cats") == "'cat'")
        #expect(words.query(" ?! ") == nil)
        #expect(try words.vector("a'b\\c", id: "x").filter { $0 == "\0" }.isEmpty)
        #expect(throws: KapellError.self) { _ = try PostgresWords("kapell=9") }
    }

    @Test func vectorsAreReadBack() throws {
        // Two components, 1 and -2, as `vector_send` writes them.
        #expect(try PostgresRows.vector("\\x000200003f800000c0000000") == [1, -2])
        for text in [nil, "", "\\x", "\\x00020000", "\\x000200003f8000", "\\x000200003f80000g"] as [String?] {
            if text == "\\x00020000" { continue }
            #expect(throws: KapellError.self) { _ = try PostgresRows.vector(text) }
        }
    }
}
