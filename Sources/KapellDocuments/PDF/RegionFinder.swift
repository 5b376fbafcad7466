/// A run of bands that share empty vertical strips: columns of prose, or a table.
struct Region {
    var bands: Range<Int>
    /// The strips, from left to right.
    var separators: [Gap]
    /// Whether the first column is the rightmost.
    var isRightToLeft: Bool

    /// The words of each column in reading order. A column that holds only labels belongs to the next one.
    func columns(of words: [PDFWord]) -> [[PDFWord]] {
        var columns = [[PDFWord]](repeating: [], count: separators.count + 1)
        for word in words {
            let column = separators.count { $0.middle < word.box.x0 + min(word.box.width / 2, 4) }
            columns[column].append(word)
        }
        if isRightToLeft { columns.reverse() }
        var result: [[PDFWord]] = []
        var labels: [PDFWord] = []
        for (index, column) in columns.enumerated() where !column.isEmpty {
            if index < columns.count - 1, column.allSatisfy({ $0.isLabel(isRightToLeft) }) {
                labels += column
            } else {
                result.append(labels + column)
                labels = []
            }
        }
        if !labels.isEmpty { result.append(labels) }
        return result
    }
}

/// Finds the next region in the bands of a page or column.
struct RegionFinder {
    let bands: [[PDFWord]]
    let metrics: DocumentMetrics
    let isRightToLeft: Bool

    /// The region that begins at a band; `nil` when the band is running text.
    func region(from start: Int) -> Region? {
        let size = TextRow.commonHeight(bands[start])
        var common = innerGaps(bands[start], atLeast: size * 0.7)
        guard !common.isEmpty else { return nil }
        var end = start + 1
        var lastInner = start
        var inner = 1
        var bottom = bottomEdge(bands[start])
        var extent = Extent(bands[start])
        while end < bands.count {
            let band = bands[end]
            guard topEdge(band) - bottom < size * 4, end - lastInner <= (inner < 3 ? 6 : 40) else { break }
            let next = Gap.common(common, Gap.around(band, atLeast: size * 0.5), atLeast: size * 0.6)
            guard next.contains(where: extent.isOnBothSides) else { break }
            common = next
            let own = Extent(band)
            extent.add(own)
            if common.contains(where: own.isOnBothSides) {
                inner += 1
                lastInner = end
            }
            bottom = max(bottom, bottomEdge(band))
            end += 1
        }
        end = trimmed(start, lastInner: lastInner, end: end, size: size)
        let needed: Float = inner > 2 ? 0.6 : (inner == 2 ? 1.0 : 1.8)
        let lines = RowClusters.rows(of: bands[start]).count
        guard common.contains(where: { $0.width >= size * (lines > 3 ? 0.8 : needed) }) else { return nil }
        return region(start..<end)
    }

    /// The same strips for a part of a region.
    func region(_ range: Range<Int>) -> Region {
        let size = TextRow.commonHeight(bands[range.lowerBound])
        return Region(bands: range, separators: separators(range, size: size), isRightToLeft: isRightToLeft)
    }

    /// Where a table ends inside its region: at a line of its own (a heading) that stands further off than its rows do
    /// from each other.
    func tableEnd(_ region: Region) -> Int {
        let range = region.bands
        let outer = isRightToLeft ? region.separators.last : region.separators.first
        guard range.count > 2, let edge = outer else { return range.upperBound }
        let distances = range.dropFirst().map { topEdge(bands[$0]) - bottomEdge(bands[$0 - 1]) }
        let usual = distances.sorted()[distances.count / 2]
        for (distance, index) in zip(distances, range.dropFirst()).dropFirst() {
            let band = bands[index]
            let isFirst = band.allSatisfy { isRightToLeft ? $0.box.x1 > edge.middle : $0.box.x0 < edge.middle }
            let isAlone = isFirst || region.columns(of: band).count == 1
            let size = TextRow.commonHeight(band)
            if isAlone, distance > usual + max(2, size * 0.35) { return index }
        }
        return range.upperBound
    }

    /// Gaps with words on both sides, without those between a label and its paragraph.
    private func innerGaps(_ band: [PDFWord], atLeast width: Float) -> [Gap] {
        let gaps = Gap.between(band, atLeast: width)
        if isRightToLeft {
            guard let last = gaps.last else { return [] }
            return band.allSatisfy { $0.box.x0 < last.end || $0.isLabel(true) } ? gaps.dropLast() : gaps
        }
        guard let first = gaps.first else { return [] }
        return band.allSatisfy { $0.box.x1 > first.start || $0.isLabel(false) } ? Array(gaps.dropFirst()) : gaps
    }

    /// How far to the middle the outermost words of some bands reach.
    private struct Extent {
        var left = Float.infinity
        var right = -Float.infinity

        init(_ words: [PDFWord]) {
            for word in words {
                left = min(left, word.box.x1)
                right = max(right, word.box.x0)
            }
        }

        mutating func add(_ other: Extent) {
            left = min(left, other.left)
            right = max(right, other.right)
        }

        /// Whether there are words on both sides of the gap.
        func isOnBothSides(_ gap: Gap) -> Bool { left <= gap.start + 0.1 && right >= gap.end - 0.1 }
    }

    /// Bands on one side only, behind the last with words on both, stay when they go on with a column: near, and not
    /// wider than it.
    private func trimmed(_ start: Int, lastInner: Int, end: Int, size: Float) -> Int {
        var kept = lastInner + 1
        while kept < end {
            let distance = topEdge(bands[kept]) - bottomEdge(bands[kept - 1])
            guard distance < size * max(0.45, metrics.leading - 0.7) else { break }
            kept += 1
        }
        return kept
    }

    /// The strips that nearly no band crosses, on a raster of the region's width.
    private func separators(_ range: Range<Int>, size: Float) -> [Gap] {
        let words = bands[range].joined()
        let left = words.reduce(Float.infinity) { min($0, $1.box.x0) }
        let right = words.reduce(-Float.infinity) { max($0, $1.box.x1) }
        let step = max(0.5, (right - left) / 4000)
        let count = Int((right - left) / step) + 1
        var covered = [Int32](repeating: 0, count: count)
        for band in bands[range] {
            var marks = [Bool](repeating: false, count: count)
            for word in band {
                let first = max(0, Int((word.box.x0 - left) / step))
                let last = min(count - 1, Int((word.box.x1 - left) / step))
                if first <= last { for index in first...last { marks[index] = true } }
            }
            for index in 0..<count where marks[index] { covered[index] += 1 }
        }
        let allowed = Int32(Float(range.count) * 0.12)
        var gaps: [Gap] = []
        var begun: Int?
        for index in 0..<count {
            if covered[index] <= allowed {
                if begun == nil { begun = index }
            } else if let start = begun {
                let gap = Gap(start: left + Float(start) * step, end: left + Float(index) * step)
                if gap.width >= size * 0.6 { gaps.append(gap) }
                begun = nil
            }
        }
        return gaps
    }

    private func topEdge(_ band: [PDFWord]) -> Float { band.reduce(Float.infinity) { min($0, $1.box.y0) } }
    private func bottomEdge(_ band: [PDFWord]) -> Float { band.reduce(-Float.infinity) { max($0, $1.box.y1) } }
}
