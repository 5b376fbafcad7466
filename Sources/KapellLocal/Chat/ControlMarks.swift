package import KapellCore

/// The texts of a model's control tokens, and how they are kept from meaning anything where others wrote them.
///
/// A mark that no text has is put into each, and taken out again when the prompt is cut into tokens: what stands on its
/// two sides is never read as one.
package struct ControlMarks: Sendable {
    /// By their first byte; the longest first.
    private let texts: [UInt8: [[UInt8]]]

    /// - Parameter texts: those of the tokens that mean something.
    package init(_ texts: [String]) {
        let all = texts.map { Array($0.utf8) }.filter { $0.count > 1 }
        self.texts = Dictionary(grouping: all) { $0[0] }.mapValues { $0.sorted { $0.count > $1.count } }
    }

    /// Unicode keeps these for use inside of programs: U+FDD0 to U+FDEF, in UTF-8 `EF B7 90` to `EF B7 AF`.
    private static let candidates: ClosedRange<UInt8> = 0x90...0xAF

    /// A scalar that the request does not have.
    package func mark(for request: RequestTexts) throws(KapellError) -> Unicode.Scalar {
        var taken: Set<UInt8> = []
        _ = request.mapped { text in
            var before: (UInt8, UInt8) = (0, 0)
            for byte in text.utf8 {
                if before == (0xEF, 0xB7) { taken.insert(byte) }
                before = (before.1, byte)
            }
            return text
        }
        guard let free = Self.candidates.first(where: { !taken.contains($0) }),
            let mark = Unicode.Scalar(0xFDD0 + UInt32(free - Self.candidates.lowerBound))
        else {
            throw KapellError(.invalidRequest, "The messages have characters that Unicode forbids in texts.")
        }
        return mark
    }

    package func guarded(_ request: RequestTexts, _ mark: Unicode.Scalar) -> RequestTexts {
        texts.isEmpty ? request : request.mapped { guarded($0, mark) }
    }

    /// The text with `mark` behind the first byte of each control token in it.
    func guarded(_ text: String, _ mark: Unicode.Scalar) -> String {
        var bytes: [UInt8] = []
        var isChanged = false
        let source = Array(text.utf8)
        let own = Array(String(Character(mark)).utf8)
        for (place, byte) in source.enumerated() {
            bytes.append(byte)
            guard let marks = texts[byte],
                marks.contains(where: { source[place...].starts(with: $0) })
            else { continue }
            bytes += own
            isChanged = true
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : text
    }
}
