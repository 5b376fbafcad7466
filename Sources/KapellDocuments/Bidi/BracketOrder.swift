/// Brackets in text from right to left: a font shows them mirrored, and files differ in whether they name the bracket
/// that is meant or the one that is seen.
enum BracketOrder {
    private static let partners: [Unicode.Scalar: Unicode.Scalar] = [
        "(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "«": "»", "»": "«", "‹": "›", "›": "‹",
    ]
    private static let opening = Set("([{«‹".unicodeScalars)

    /// The runs with every bracket as it is meant.
    ///
    /// An opening bracket stands in front of a word, a closing one behind it. Where more of them in the line stand the
    /// other way round, the file names what is seen.
    static func mended(_ runs: [LineOrder.Run]) -> [LineOrder.Run] {
        var (right, wrong) = (0, 0)
        var previous: BidiKind?
        for (number, run) in runs.enumerated() {
            for (index, sign) in run.signs.enumerated() {
                defer { previous = sign.kind }
                guard run.isRightToLeft, partners[sign.scalar] != nil else { continue }
                let next =
                    index + 1 < run.signs.count
                    ? run.signs[index + 1].kind
                    : (number + 1 < runs.count ? runs[number + 1].signs.first?.kind : nil)
                let (isAfterBlank, isBeforeBlank) = (isEdge(previous), isEdge(next))
                guard isAfterBlank != isBeforeBlank else { continue }
                if isAfterBlank == opening.contains(sign.scalar) { right += 1 } else { wrong += 1 }
            }
        }
        guard wrong > right else { return runs }
        return runs.map { run in
            guard run.isRightToLeft else { return run }
            var run = run
            for index in run.signs.indices {
                if let partner = partners[run.signs[index].scalar] { run.signs[index].scalar = partner }
            }
            return run
        }
    }

    private static func isEdge(_ kind: BidiKind?) -> Bool {
        switch kind {
        case nil, .blank, .gap, .separator, .neutral: true
        default: false
        }
    }
}
