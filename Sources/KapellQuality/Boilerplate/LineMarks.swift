import KapellCore

/// The lines with which a text begins and ends, as hashes with their lengths: what repeats from document to document.
///
/// White space does not count, nor do digits, so that "Page 3 of 12" is the same line on every page. Lines of fewer than
/// four letters are left out. Of a long text the first and the last ``mostLines`` lines are kept; what repeats in its
/// middle only is not seen.
package struct LineMarks: Sendable, Hashable {
    package static let mostLines = 128

    package struct Line: Sendable, Hashable {
        package var hash: UInt64
        /// Signs of the line that are not white space, together over all of its occurrences that are kept.
        package var length: Int

        package init(hash: UInt64, length: Int) {
            self.hash = hash
            self.length = length
        }
    }

    /// Each different line once.
    package private(set) var lines: [Line] = []
    /// Signs of the whole text that are not white space.
    package private(set) var total = 0

    package init(_ text: String) {
        var text = text
        var found: [Line] = []
        text.withUTF8 { found = Self.lines(of: $0, total: &total) }
        if found.count > 2 * Self.mostLines {
            found.removeSubrange(Self.mostLines..<found.count - Self.mostLines)
        }
        lines = Self.merged(found)
    }

    private static func lines(of buffer: UnsafeBufferPointer<UInt8>, total: inout Int) -> [Line] {
        var found: [Line] = []
        var scan = ScalarScan(buffer)
        var hash = WordHash()
        var (letters, length) = (0, 0)
        func close() {
            if letters >= 4 {
                // Only the two ends are kept; the middle would grow with the text.
                if found.count >= 8 * mostLines {
                    found.removeSubrange(mostLines..<found.count - mostLines)
                }
                found.append(Line(hash: hash.value, length: length))
            }
            hash = WordHash()
            (letters, length) = (0, 0)
        }
        while let value = scan.next() {
            if value == 0x0A || value == 0x0C {
                close()
                continue
            }
            switch ScalarKind(value) {
            case .space: continue
            case .digit: break
            case .letter, .ideograph:
                letters += 1
                hash.add(ScalarKind.lowercase(value))
            default: hash.add(value)
            }
            length += 1
            total += 1
        }
        close()
        return found
    }

    private static func merged(_ lines: [Line]) -> [Line] {
        var places: [UInt64: Int] = [:]
        var merged: [Line] = []
        for line in lines {
            if let place = places[line.hash] {
                merged[place].length += line.length
            } else {
                places[line.hash] = merged.count
                merged.append(line)
            }
        }
        return merged
    }

    /// Marks that were kept.
    ///
    /// - Returns: `nil` for bytes that are no marks.
    package init?(bytes: [UInt8]) {
        guard bytes.count % 16 == 8, bytes.count <= 16 * 2 * Self.mostLines + 8 else { return nil }
        total = Int(clamping: LittleEndian.read(UInt64.self, bytes, at: 0))
        lines = stride(from: 8, to: bytes.count, by: 16).map { place in
            Line(
                hash: LittleEndian.read(UInt64.self, bytes, at: place),
                length: Int(clamping: LittleEndian.read(UInt64.self, bytes, at: place + 8)))
        }
    }

    /// To be kept: the total, then hash and length of each line, in eight bytes each, little-endian.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        LittleEndian.append(UInt64(total), to: &bytes)
        for line in lines {
            LittleEndian.append(line.hash, to: &bytes)
            LittleEndian.append(UInt64(line.length), to: &bytes)
        }
        return bytes
    }
}
