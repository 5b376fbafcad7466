package import KapellJSON

/// OpenAI's rules for schemas that a model must keep to the letter.
///
/// The root is an object and no union; objects are closed and require all their properties; a reference stands alone;
/// `allOf`, `oneOf`, `not`, `if` and the like are not there. Limits: 5,000 properties, 10 levels, 120,000 characters of
/// names and values, 1,000 values of enumerations. Source: OpenAI's guide to structured outputs.
package enum StrictSchema {
    package static let greatestPropertyCount = 5_000
    package static let greatestDepth = 10
    package static let greatestCharacterCount = 120_000
    package static let greatestValueCount = 1_000

    /// Something that strict mode does not take.
    package struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// Where, as a JSON pointer; empty for the root.
        package var path: String
        package var what: String

        package init(path: String, what: String) {
            self.path = path
            self.what = what
        }

        package var description: String { "\(path.isEmpty ? "the root" : path) \(what)" }
    }

    /// What bars `schema` from strict mode, at most 32 of it; empty where nothing does.
    package static func problems(in schema: JSONValue) -> [Problem] {
        var search = StrictSchemaSearch(root: schema)
        search.run()
        return search.problems
    }

    /// `schema` with everything mended that can be mended so that each value that fits the result fits `schema` too,
    /// and nothing is forbidden that a model would have reason to write.
    ///
    /// Objects with properties are closed where they say nothing about others; properties that may be null are
    /// required; a lone `allOf` is merged; a reference with siblings is replaced by what it leads to; defaults of null
    /// go; a `oneOf` whose branches exclude each other becomes an `anyOf`.
    package static func tightened(_ schema: JSONValue) -> JSONValue {
        var mending = StrictSchemaMending(root: schema)
        return mending.run()
    }
}
