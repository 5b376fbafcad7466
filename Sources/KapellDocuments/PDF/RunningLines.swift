/// Finds running headers, footers and page numbers: lines at the edge of the page that return at the same height.
///
/// Pages that are copies of each other count as one, and a page that has nothing else keeps its lines: what would take
/// the text itself away is no header.
struct RunningLines {
    /// What was removed, for the warnings: text as on its first page, and the number of pages.
    private(set) var removed: [(text: String, pages: Int)] = []
    /// The pages without their running lines.
    private(set) var pages: [PDFPage]

    private struct Candidate {
        var page: Int
        var row: TextRow
        var words: [PDFWord]
        /// Place in the order from the edge inwards.
        var depth: Int
        var isTop: Bool
        var keys: [String]
        /// The place with the distance between the line's first or last number and the page's position.
        var numberKeys: [String]
        var isRunning = false
        /// On so many pages that it need not stand apart from the text.
        var isFrequent = false
        /// Free space between the line and the next one inwards, as a multiple of its size.
        var space: Float
    }

    /// How many lines from the edge are looked at.
    private static let deepest = 4

    init(_ pages: [PDFPage]) {
        self.pages = pages
        guard pages.count > 1 else { return }
        let bands = pages.map { RowClusters.bands(of: $0.words) }
        var candidates = pages.indices.flatMap { Self.candidates(on: pages[$0], bands[$0], index: $0) }
        mark(&candidates, on: Array(pages.indices))
        let distinct = DistinctPages(Self.rest(bands, without: Self.lines(of: candidates))).firsts
        if distinct.count < pages.count { mark(&candidates, on: distinct) }
        remove(candidates)
    }

    /// Decides which lines are running, by the pages that count.
    private func mark(_ candidates: inout [Candidate], on counted: [Int]) {
        let order = Dictionary(uniqueKeysWithValues: zip(counted, counted.indices))
        var places: [String: [Int]] = [:]
        for candidate in candidates {
            guard let page = order[candidate.page] else { continue }
            for key in candidate.keys where places[key]?.last != page { places[key, default: []].append(page) }
        }
        for index in candidates.indices {
            let counts = candidates[index].keys.map { places[$0] ?? [] }
            candidates[index].isRunning = counts.contains { Self.isRepeated($0, of: counted.count) }
            candidates[index].isFrequent = counts.contains { $0.count >= 3 && $0.count * 2 >= counted.count }
        }
        markPageNumbers(&candidates, on: order)
    }

    /// Outermost lines that begin or end with the page's number, whatever else they say (the title of a section).
    private func markPageNumbers(_ candidates: inout [Candidate], on counted: [Int: Int]) {
        var places: [String: Set<Int>] = [:]
        for candidate in candidates where candidate.depth == 0 && counted[candidate.page] != nil {
            for key in candidate.numberKeys { places[key, default: []].insert(candidate.page) }
        }
        let enough = max(3, (counted.count + 3) / 4)
        for index in candidates.indices where candidates[index].depth == 0 && !candidates[index].isRunning {
            candidates[index].isRunning = candidates[index].numberKeys.contains {
                (places[$0]?.count ?? 0) >= enough
            }
        }
    }

    /// On a quarter of the pages, or on three pages close together (the title of a chapter).
    private static func isRepeated(_ places: [Int], of count: Int) -> Bool {
        guard places.count >= 2 else { return false }
        if places.count * 4 >= count { return true }
        guard places.count >= 3, let first = places.first, let last = places.last else { return false }
        return (last - first + 1) <= places.count * 3
    }

    private static func candidates(on page: PDFPage, _ bands: [[PDFWord]], index: Int) -> [Candidate] {
        var candidates: [Candidate] = []
        for isTop in [true, false] {
            let order = isTop ? bands : bands.reversed()
            let rows = order.prefix(deepest + 1).map { TextRow($0).read() }
            for (depth, words) in order.prefix(deepest).enumerated() {
                let row = rows[depth]
                let next = rows[safe: depth + 1]?.box
                let space = next.map { isTop ? $0.y0 - row.box.y1 : row.box.y0 - $0.y1 } ?? .infinity
                let distance = isTop ? row.box.y0 : page.height - row.box.y1
                guard distance < page.height * 0.15, row.box.height < page.height * 0.06 else { break }
                candidates.append(
                    Candidate(
                        page: index, row: row, words: words, depth: depth, isTop: isTop,
                        keys: keys(row.text, page: index, distance: distance, isTop: isTop),
                        numberKeys: numberKeys(row, page: index, distance: distance, isTop: isTop),
                        space: space / row.size))
            }
        }
        return candidates
    }

    /// The text and its height on the page as keys that are equal on every page where the line returns.
    ///
    /// A number may be the page's own: it then counts as its distance from the page's position in the file.
    private static func keys(_ text: String, page: Int, distance: Float, isTop: Bool) -> [String] {
        var forms = [""]
        var numbers = 0
        for part in parts(of: text) {
            var variants = [part]
            let value = Int(part) ?? roman(part)
            if let value, part.utf8.count <= 6, numbers < 4 {
                variants.append("#\(value - page)#")
                numbers += 1
            }
            forms = forms.flatMap { form in variants.map { form + $0 } }
        }
        // Two overlapping rasters of the height, so that a small difference never falls between two steps.
        let places = [Int(distance / 8), 100_000 + Int((distance + 4) / 8)]
        return forms.flatMap { form in places.map { "\(isTop ? "top" : "bottom") \($0) \(form)" } }
    }

    private static func numberKeys(_ row: TextRow, page: Int, distance: Float, isTop: Bool) -> [String] {
        let ends =
            row.words.count == 1 ? [row.words[0].text] : [row.words[0].text, row.words[row.words.count - 1].text]
        return ends.compactMap { Int($0) ?? roman($0) }.flatMap { number in
            [Int(distance / 8), 100_000 + Int((distance + 4) / 8)].map { "\(isTop) \($0) \(number - page)" }
        }
    }

    /// Runs of digits, and what lies between them.
    private static func parts(of text: String) -> [String] {
        var parts: [String] = []
        var wasDigit: Bool?
        for character in text.prefix(200) {
            let isDigit = character.isASCII && character.isNumber
            if isDigit == wasDigit {
                parts[parts.count - 1].append(character)
            } else {
                parts.append(String(character))
            }
            wasDigit = isDigit
        }
        return parts
    }

    /// The value of a small Roman number that stands alone.
    private static func roman(_ text: String) -> Int? {
        let values: [Character: Int] = ["i": 1, "v": 5, "x": 10, "l": 50, "c": 100]
        let digits = text.lowercased().map { values[$0] ?? 0 }
        guard !digits.isEmpty, digits.count <= 8, !digits.contains(0) else { return nil }
        var sum = 0
        for (index, digit) in digits.enumerated() {
            sum += index + 1 < digits.count && digits[index + 1] > digit ? -digit : digit
        }
        return sum
    }

    /// By page: the running lines from the edge inwards, up to the first line that is none.
    private static func lines(of candidates: [Candidate]) -> [(page: Int, lines: [Candidate])] {
        let edges = Dictionary(grouping: candidates) { $0.page * 2 + ($0.isTop ? 0 : 1) }.sorted { $0.key < $1.key }
        var pages: [(page: Int, lines: [Candidate])] = []
        for (key, edge) in edges {
            var lines = edge.sorted { $0.depth < $1.depth }[...].prefix { $0.isRunning }
            // What does not stand apart from the text belongs to it, unless it is on most pages.
            while let inner = lines.last, inner.space < 0.9, !inner.isFrequent { lines = lines.dropLast() }
            if pages.last?.page == key / 2 {
                pages[pages.count - 1].lines += lines
            } else {
                pages.append((key / 2, Array(lines)))
            }
        }
        return pages
    }

    /// The other lines of each page.
    private static func rest(
        _ bands: [[[PDFWord]]], without lines: [(page: Int, lines: [Candidate])]
    ) -> [[String]] {
        let gone = Dictionary(uniqueKeysWithValues: lines.map { ($0.page, Set($0.lines.map(\.words))) })
        return bands.enumerated().map { page, bands in
            bands.filter { gone[page]?.contains($0) != true }.map { TextRow($0).text }
        }
    }

    private mutating func remove(_ candidates: [Candidate]) {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for (page, lines) in Self.lines(of: candidates) {
            let gone = Set(lines.flatMap(\.words))
            let rest = pages[page].words.filter { !gone.contains($0) }
            // Of nothing but running lines, only the page's number goes.
            guard !rest.isEmpty || !lines.contains(where: { $0.row.text.contains(where: \.isLetter) }) else { continue }
            pages[page].words = rest
            for candidate in lines {
                let name = Self.parts(of: candidate.row.text).map { Int($0) == nil ? $0 : "#" }.joined()
                if counts[name] == nil { order.append(name) }
                counts[name, default: 0] += 1
                if counts[name] == 1 { removed.append((candidate.row.text, 0)) }
            }
        }
        removed = zip(removed, order).map { ($0.text, counts[$1] ?? 0) }.sorted { $0.1 > $1.1 }
    }
}
