package import KapellCore

/// Reads the output of `pdftotext -bbox-layout` as it comes.
///
/// The form is that of poppler 0.40 and later: `<page width height>`, `<line>`, `<word xMin yMin xMax yMax>text</word>`.
/// Nothing else is looked at. A tag or a word longer than 64 KiB is an error.
package struct BBoxScanner {
    package private(set) var result = PDFWords()

    private var buffer: [UInt8] = []
    private var line: Int32 = 0
    private var element = Element.other
    private var box = Box(x0: 0, y0: 0, x1: 0, y1: 0)

    private enum Element { case word, title, other }

    private static let longest = 1 << 16

    package init() {}

    /// Takes the next bytes.
    ///
    /// - Throws: `.corrupt` when they are not what pdftotext writes.
    package mutating func feed(_ chunk: ArraySlice<UInt8>) throws(KapellError) {
        buffer.append(contentsOf: chunk)
        var position = 0
        while true {
            guard let open = next(UInt8(ascii: "<"), from: position),
                let close = next(UInt8(ascii: ">"), from: open + 1)
            else { break }
            take(text: position..<open)
            take(tag: (open + 1)..<close)
            position = close + 1
        }
        buffer.removeFirst(position)
        guard buffer.count <= Self.longest else {
            throw KapellError(.corrupt, "The output of pdftotext has an endless tag or word.")
        }
    }

    private func next(_ byte: UInt8, from start: Int) -> Int? {
        var index = start
        while index < buffer.count {
            if buffer[index] == byte { return index }
            index += 1
        }
        return nil
    }

    private mutating func take(text range: Range<Int>) {
        switch element {
        case .other: return
        case .title:
            let title = MarkupText.decoded(buffer[range]).trimmed
            if !title.isEmpty { result.title = title }
        case .word:
            let text = MarkupText.decoded(buffer[range])
            guard !text.isEmpty, !result.pages.isEmpty else { return }
            result.pages[result.pages.count - 1].words.append(PDFWord(text: text, box: box, line: line))
        }
    }

    private mutating func take(tag range: Range<Int>) {
        element = .other
        let name = buffer[range].prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "/") }
        if name.elementsEqual("word".utf8) {
            if let read = boxAttributes(range) {
                box = read
                element = .word
            }
        } else if name.elementsEqual("line".utf8) {
            line &+= 1
        } else if name.elementsEqual("page".utf8) {
            let width = attribute("width=\"", range) ?? 612
            let height = attribute("height=\"", range) ?? 792
            result.pages.append(PDFPage(width: max(1, width), height: max(1, height), words: []))
            line = 0
        } else if name.elementsEqual("title".utf8) {
            element = .title
        }
    }

    private func boxAttributes(_ range: Range<Int>) -> Box? {
        guard let x0 = attribute("xMin=\"", range), let y0 = attribute("yMin=\"", range),
            let x1 = attribute("xMax=\"", range), let y1 = attribute("yMax=\"", range)
        else { return nil }
        return Box(x0: min(x0, x1), y0: min(y0, y1), x1: max(x0, x1), y1: max(y0, y1))
    }

    /// The number behind `name="`, held within a hundred thousand points.
    private func attribute(_ name: StaticString, _ range: Range<Int>) -> Float? {
        let pattern = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        guard range.count > pattern.count else { return nil }
        var index = range.lowerBound
        search: while index + pattern.count <= range.upperBound {
            for offset in 0..<pattern.count where buffer[index + offset] != pattern[offset] {
                index += 1
                continue search
            }
            return number(from: index + pattern.count, to: range.upperBound)
        }
        return nil
    }

    private func number(from start: Int, to end: Int) -> Float? {
        var index = start
        var isNegative = false
        if index < end, buffer[index] == UInt8(ascii: "-") {
            isNegative = true
            index += 1
        }
        var value: Double = 0
        var scale: Double = 0
        var digits = 0
        while index < end {
            switch buffer[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = value * 10 + Double(buffer[index] - UInt8(ascii: "0"))
                scale *= 10
                digits += 1
            case UInt8(ascii: ".") where scale == 0: scale = 1
            case UInt8(ascii: "\"") where digits > 0:
                let number = value / max(scale, 1)
                guard number.isFinite else { return nil }
                return Float(min(number, 100_000) * (isNegative ? -1 : 1))
            default: return nil
            }
            index += 1
        }
        return nil
    }
}
