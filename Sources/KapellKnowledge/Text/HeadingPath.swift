/// The headings above a passage in one text, outermost first.
enum HeadingPath {
    static func joined(_ titles: some Sequence<String>) -> String { titles.joined(separator: " › ") }

    /// The heading right above the passage, on one line; empty when there is none.
    static func last(of path: String) -> String { path.split(separator: "›").last?.onOneLine ?? "" }
}
