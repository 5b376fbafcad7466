import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Validates every instance of a set of tool schemas, each compiled once.
enum SchemaCommand {
    private struct Check {
        let name: String
        let schema: JSONSchema
        let instance: JSONValue
        let isValid: Bool
    }

    static func run(_ arguments: Arguments) throws -> JSONObject {
        let checks = try read(arguments.required("set"))
        for check in checks where check.schema.isValid(check.instance) != check.isValid {
            throw BenchFailure(
                "\(check.name): \(check.instance.serialized()) should be \(check.isValid ? "valid" : "invalid")")
        }
        var found = 0
        let seconds: Double
        if arguments["report"] == "yes" {
            seconds = CPUTime.perCall {
                for check in checks where check.schema.validate(check.instance).isEmpty { found += 1 }
            }
        } else {
            seconds = CPUTime.perCall {
                for check in checks where check.schema.isValid(check.instance) { found += 1 }
            }
        }
        // Uses what was found, so that nothing can be left out.
        guard found > 0, found.isMultiple(of: checks.count(where: \.isValid)) else {
            throw BenchFailure("the verdicts changed")
        }
        return [
            "microseconds": .number(seconds / Double(checks.count) * 1e6), "instances": .integer(Int64(checks.count)),
        ]
    }

    private static func read(_ path: String) throws -> [Check] {
        let set = try JSONValue(parsing: Data(contentsOf: URL(filePath: path)))
        return try (set.arrayValue ?? []).flatMap { tool in
            let name = tool["name"]?.stringValue ?? "?"
            let schema = try JSONSchema(tool["schema"] ?? false)
            return [("valid", true), ("invalid", false)].flatMap { key, isValid in
                (tool[key]?.arrayValue ?? []).map { instance in
                    Check(name: name, schema: schema, instance: instance, isValid: isValid)
                }
            }
        }
    }
}
