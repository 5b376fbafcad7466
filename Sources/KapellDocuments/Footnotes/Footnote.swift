/// A note at the foot of a page.
struct Footnote: Sendable {
    /// The mark as it is printed, `3` or `†`; `nil` for what goes on from the page before.
    var mark: String?
    /// Its words, the mark in brackets; at least one.
    var words: [PDFWord]
    var page: Int
}
