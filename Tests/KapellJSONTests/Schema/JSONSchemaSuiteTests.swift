import KapellJSON
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The official tests of JSON Schema, which Scripts/json-schema-suite fetches.
@Suite("JSON Schema, the official suite", .enabled(if: SchemaSuite.folder != nil))
struct JSONSchemaSuiteTests {
    @Test(
        "Every mandatory test of a draft holds",
        arguments: [
            ("draft2020-12", SchemaDraft.draft202012, 1_257), ("draft2019-09", .draft201909, 1_227),
            ("draft7", .draft7, 913),
        ])
    func mandatory(folder: String, draft: SchemaDraft, count: Int) throws {
        let result = try SchemaSuite.run("tests/\(folder)", draft, checksFormats: false)
        #expect(result.failures.isEmpty, "\(result.failures.joined(separator: "\n"))")
        #expect(result.count == count)
    }

    @Test(
        "Every optional test holds, where contents are not checked",
        arguments: [
            ("draft2020-12", SchemaDraft.draft202012, 158), ("draft2019-09", .draft201909, 154),
            ("draft7", .draft7, 108),
        ])
    func optional(folder: String, draft: SchemaDraft, count: Int) throws {
        let result = try SchemaSuite.run(
            "tests/\(folder)/optional", draft, checksFormats: false,
            without: draft == .draft7 ? ["content.json"] : [])
        #expect(result.failures.isEmpty, "\(result.failures.joined(separator: "\n"))")
        #expect(result.count == count)
    }

    @Test(
        "Every test of a format holds, except for idn-hostname, which is not checked",
        arguments: [("draft2020-12", SchemaDraft.draft202012), ("draft2019-09", .draft201909), ("draft7", .draft7)])
    func formats(folder: String, draft: SchemaDraft) throws {
        let result = try SchemaSuite.run(
            "tests/\(folder)/optional/format", draft, checksFormats: true, without: ["idn-hostname.json"])
        #expect(result.failures.isEmpty, "\(result.failures.joined(separator: "\n"))")
        #expect(result.count > 300)
    }
}

enum SchemaSuite {
    /// The folder with `tests` and `remotes`; Scripts/test names it.
    static let folder = ProcessInfo.processInfo.environment["KAPELL_JSON_SCHEMA_SUITE"]

    struct Result {
        var count = 0
        var failures: [String] = []
    }

    /// The schemas that the suite expects below its own address.
    static func registry() throws -> SchemaRegistry {
        var registry = SchemaRegistry()
        let root = try #require(folder) + "/remotes"
        let files = try FileManager.default.subpathsOfDirectory(atPath: root)
        for file in files.sorted() where file.hasSuffix(".json") {
            registry.add(try value(root + "/" + file), at: "http://localhost:1234/" + file)
        }
        return registry
    }

    static func value(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: Array(try #require(FileManager.default.contents(atPath: path))))
    }

    /// Runs the files that lie directly in a folder of the suite.
    static func run(_ tests: String, _ draft: SchemaDraft, checksFormats: Bool, without: Set<String> = []) throws
        -> Result
    {
        let registry = try registry()
        let options = SchemaOptions(draft: draft, checksFormats: checksFormats)
        let path = try #require(folder) + "/" + tests
        var result = Result()
        for file in try FileManager.default.contentsOfDirectory(atPath: path).sorted() where file.hasSuffix(".json") {
            if without.contains(file) { continue }
            for group in try value(path + "/" + file).arrayValue ?? [] {
                let name = "\(file): \(group["description"]?.stringValue ?? "")"
                let cases = group["tests"]?.arrayValue ?? []
                result.count += cases.count
                do {
                    let schema = try JSONSchema(group["schema"] ?? .null, registry: registry, options: options)
                    for test in cases where !agrees(schema, test) {
                        result.failures.append("\(name): \(test["description"]?.stringValue ?? "")")
                    }
                } catch {
                    result.failures.append("\(name): \(error)")
                }
            }
        }
        return result
    }

    /// Whether a schema says of a value what the test does, in a check and in a report.
    private static func agrees(_ schema: JSONSchema, _ test: JSONValue) -> Bool {
        let value = test["data"] ?? .null
        let isValid = test["valid"]?.boolValue
        return schema.isValid(value) == isValid && schema.validate(value).isEmpty == isValid
    }
}
