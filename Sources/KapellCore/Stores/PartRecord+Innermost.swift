extension [PartRecord] {
    /// The index of the innermost part in which a byte of the document's text lies; `nil` for the document's own text.
    package func innermost(at byte: Int) -> Int? {
        // A part of a part follows it, so the last is the innermost.
        lastIndex { $0.span.start <= byte && byte < $0.span.end }
    }
}
