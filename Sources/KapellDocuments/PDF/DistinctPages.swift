/// Pages that say something of their own: of several that say the same, such as filled-in copies of one form, the first.
///
/// What returns at the edge of pages is a running line only where the rest of the pages is different. Copies of one page
/// repeat their text as well, so they count as one.
struct DistinctPages {
    /// The first page of each kind, in order.
    private(set) var firsts: [Int] = []

    /// How many of the latest pages that have a line are compared with one that has it, too.
    private static let latest = 8

    /// By the place in ``firsts``: how many lines the page has.
    private var sizes: [Int] = []
    /// For each line the latest of ``firsts`` that have it, as places there.
    private var holders: [String: [Int]] = [:]
    private var hasEmpty = false

    /// - Parameter pages: for each page, its lines without those that may be running.
    init(_ pages: [[String]]) {
        for (number, lines) in pages.enumerated() where isNew(lines.map(Self.form)) { firsts.append(number) }
    }

    /// Takes a page. It is a copy when half of its lines, or of those of the page before, are the other's.
    private mutating func isNew(_ lines: [String]) -> Bool {
        let lines = Set(lines)
        guard !lines.isEmpty else {
            guard !hasEmpty else { return false }
            hasEmpty = true
            sizes.append(0)
            return true
        }
        var shared: [Int: Int] = [:]
        for line in lines {
            for place in holders[line] ?? [] { shared[place, default: 0] += 1 }
        }
        guard !shared.contains(where: { $0.value * 2 >= max(lines.count, sizes[$0.key]) }) else { return false }
        for line in lines { holders[line] = Array((holders[line] ?? []).suffix(Self.latest - 1)) + [sizes.count] }
        sizes.append(lines.count)
        return true
    }

    /// A line without its numbers, in which copies of a form differ. Numbers alone stay: they are the text of a table.
    private static func form(_ line: String) -> String {
        guard line.contains(where: \.isLetter) else { return line }
        return String(line.map { $0.isASCII && $0.isNumber ? "#" : $0 })
    }
}
