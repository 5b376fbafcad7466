import KapellCore
import KapellJSON

/// Reads the tests of a prompt file.
struct PromptTestDecoder {
    let file: String
    let limits: PromptLimits

    func test(_ value: FrontValue, _ index: Int, _ input: PromptInput) throws(KapellError) -> PromptTest {
        let path = "tests[\(index)]"
        let keys = try FrontKeys(value, path, file: file, known: ["name", "input", "expect"])
        guard let given = (keys["input"]?.json ?? .object([:])).objectValue else {
            throw keys.fault("input", "must be a mapping of names to values.", remedy: "Write `input: {text: …}`.")
        }
        do {
            _ = try input.checked(given, limits: limits)
        } catch {
            throw PromptPlace(file: file, line: keys["input"]?.line ?? value.line).fault(
                "`\(path).input`: \(error.message)", remedy: error.remedy ?? "Correct the input.")
        }
        guard let expected = keys["expect"] else {
            throw PromptPlace(file: file, line: value.line).fault(
                "`\(path).expect` is missing: a test must expect something.", remedy: "Write `expect: {equals: …}`.")
        }
        let known = ["equals", "fields", "includes", "excludes", "max_characters"]
        let expect = try FrontKeys(expected, "\(path).expect", file: file, known: known)
        guard known.contains(where: { expect[$0] != nil }) else {
            throw PromptPlace(file: file, line: expected.line).fault(
                "`\(path).expect` is empty.", remedy: "Keys are \(known.joined(separator: ", ")).")
        }
        if let fields = expect["fields"], fields.mapping == nil {
            throw expect.fault("fields", "must be a mapping.", remedy: "Write `fields: {name: value}`.")
        }
        return PromptTest(
            name: try keys.text("name") ?? "test \(index + 1)", input: given, equals: expect["equals"]?.json,
            fields: expect["fields"]?.json.objectValue ?? [:], includes: try expect.texts("includes"),
            excludes: try expect.texts("excludes"), maximumCharacters: try expect.whole("max_characters", 0...1_000_000)
        )
    }
}
