/// The headings above a passage in one text, outermost first.
package enum HeadingPath {
    package static func joined(_ titles: some Sequence<String>) -> String { titles.joined(separator: " › ") }

    /// The heading right above the passage, on one line; empty when there is none.
    package static func last(of path: String) -> String { path.split(separator: "›").last?.onOneLine ?? "" }
}
