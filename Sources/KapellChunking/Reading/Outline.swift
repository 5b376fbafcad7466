import KapellCore
import KapellDocuments
import KapellText

/// The sections of a document: each begins with its heading and ends where the next one begins.
struct Outline {
    struct Section {
        var span: ByteSpan
        /// Where its heading ends; its start, where it has none.
        var headingEnd: Int
        /// The section that it stands under; itself for the first one, which stands for the whole document.
        var parent: Int
        /// Which of the headings is its own; `nil` for the first one.
        var heading: Int?
    }

    private(set) var sections: [Section] = []
    private let headings: [Heading]

    /// Headings may stand in any order and at any level; what lies outside of the text, or across another, is left out.
    init(_ document: ExtractedDocument, _ bytes: [UInt8]) {
        headings = document.headings
        sections.append(Section(span: ByteSpan(start: 0, end: 0), headingEnd: 0, parent: 0, heading: nil))
        var path: [(level: Int, section: Int)] = []
        for (index, heading) in headings.enumerated() {
            let start = heading.span.start
            guard start >= sections[sections.count - 1].headingEnd, bytes.isCut(heading.span) else { continue }
            let level = min(max(heading.level, 1), Self.deepest)
            while let last = path.last, last.level >= level { path.removeLast() }
            sections[sections.count - 1].span.end = start
            let parent = path.last?.section ?? 0
            path.append((level, sections.count))
            sections.append(
                Section(
                    span: ByteSpan(start: start, end: start), headingEnd: heading.span.end, parent: parent,
                    heading: index))
        }
        sections[sections.count - 1].span.end = bytes.count
    }

    private static let deepest = 12
    /// Bytes of a title, and of all titles of a path, as far as they are shown and embedded.
    private static let titleBytes = 200
    private static let pathBytes = 600

    /// The last section that begins at `offset` or before.
    func section(at offset: Int) -> Int {
        var low = 0
        var high = sections.count
        while low < high {
            let middle = (low + high) / 2
            if sections[middle].span.start <= offset { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// How deep the section lies; 0 for the whole document.
    func depth(of section: Int) -> Int {
        var depth = 0
        var section = section
        while sections[section].parent != section {
            section = sections[section].parent
            depth += 1
        }
        return depth
    }

    /// The section that both lie in; one of them where the other lies in it.
    func common(_ left: Int, _ right: Int) -> Int {
        var left = left
        var right = right
        // A section stands behind those that it lies in.
        while left != right {
            if left > right { left = sections[left].parent } else { right = sections[right].parent }
        }
        return left
    }

    /// The titles above and of a section, outermost first. Long titles are cut, and of a long path the inner part is kept.
    func titles(of section: Int) -> [String] {
        var titles: [String] = []
        var bytes = 0
        var section = section
        while let heading = sections[section].heading {
            let title = headings[heading].title.clipped(to: Self.titleBytes)
            bytes += title.utf8.count
            guard titles.isEmpty || bytes <= Self.pathBytes else { break }
            titles.append(title)
            section = sections[section].parent
        }
        return titles.reversed()
    }

    func path(of section: Int) -> String { HeadingPath.joined(titles(of: section)) }
}
