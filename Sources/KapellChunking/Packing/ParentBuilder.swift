import KapellCore

/// Joins passages into larger ones: whole sections where they fit, and several small ones together.
struct ParentBuilder {
    let outline: Outline
    /// The most tokens, estimated.
    let tokens: Int

    struct Parent {
        var span: ByteSpan
        var section: Int
        var chunks: Range<Int>
    }

    func parents(of drafts: [Draft]) -> [Parent] {
        var parents: [Parent] = []
        var size = 0
        for (index, draft) in drafts.enumerated() {
            let isNewSection = index > 0 && drafts[index - 1].section != draft.section
            if index == 0 || size + draft.size > tokens || isNewSection && size * 2 >= tokens {
                parents.append(Parent(span: draft.span, section: draft.section, chunks: index..<index + 1))
                size = draft.size
            } else {
                let last = parents.count - 1
                parents[last].span.end = max(parents[last].span.end, draft.span.end)
                parents[last].section = outline.common(parents[last].section, draft.section)
                parents[last].chunks = parents[last].chunks.lowerBound..<index + 1
                size += draft.size
            }
        }
        return parents
    }
}
