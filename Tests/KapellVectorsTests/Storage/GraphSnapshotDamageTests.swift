import KapellTesting
import KapellVectors
import Testing

/// Damage of every kind is an error or, in vectors, found by `verify`; what opens can be used to the full.
@Suite("Damaged snapshots of graphs")
struct GraphSnapshotDamageTests {
    private func sample(_ element: VectorElement, dimensions: Int = 6, count: Int = 90) throws -> HNSWIndex {
        var random = SeededGenerator(7)
        let index = try HNSWIndex(
            dimensions: dimensions, metric: .l2, options: HNSWOptions(links: 3, efConstruction: 8, element: element))
        try index.upsert((0..<count).map { (Int64($0), random.vector(dimensions)) })
        index.remove(ids: stride(from: Int64(0), to: 40, by: 3))
        return index
    }

    /// Does with an index what follows every kind of number in it.
    private func use(_ index: HNSWIndex, ids: Set<Int64>) throws {
        var random = SeededGenerator(8)
        for _ in 0..<3 {
            for match in try index.search(random.vector(index.dimensions), count: 5).matches {
                #expect(ids.contains(match.id))
            }
        }
        try index.upsert((1_000..<1_010).map { (Int64($0), random.vector(index.dimensions)) })
        index.remove(ids: 41..<60)
        try index.consolidate()
        _ = try index.exactSearch(random.vector(index.dimensions), count: 5)
        try index.compact()
    }

    @Test("Every flipped bit is noticed at opening, or else by verify, and does no harm")
    func flipped() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        let index = try sample(.float32)
        try index.save(to: path, sequence: 1, sections: [SnapshotSection(name: "more", bytes: [1, 2, 3])])
        let ids = Set(index.ids)
        let whole = try readBytes(path)
        var noticed = 0
        var random = SeededGenerator(4)
        for place in whole.indices where place < 700 || place % 7 == 0 {
            var damaged = whole
            damaged[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            try writeBytes(damaged, to: path)
            do {
                let opened = try HNSWIndex.open(path: path)
                #expect(throws: VectorError.self) { try HNSWIndex.verify(path: path) }
                if place % 5 == 0 { try use(opened.index, ids: ids) }
            } catch {
                guard case VectorError.damagedSnapshot(path, _) = error else {
                    Issue.record("byte \(place): \(error)")
                    continue
                }
                noticed += 1
            }
        }
        #expect(noticed > 700)
    }

    @Test("Files that are cut, longer, mixed up or random never crash", arguments: [VectorElement.float32, .int8])
    func random(element: VectorElement) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        // More than one chunk, so that some of it is mapped.
        let index = try sample(element, dimensions: 3, count: 300)
        try index.save(to: path, sequence: 1)
        let whole = try readBytes(path)
        let ids = Set(index.ids)
        var random = SeededGenerator(5)
        for round in 0..<200 {
            var bytes = whole
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...300, using: &random))
            switch round % 6 {
            case 0: for place in start..<end { bytes[place] = UInt8.random(in: 0...255, using: &random) }
            case 1: bytes.removeSubrange(start..<end)
            case 2: for place in start..<end { bytes[place] = 0 }
            case 3: bytes += bytes[start..<end]
            case 4: bytes = Array(bytes[..<start])
            default: bytes = (0..<end).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            if bytes == whole { continue }
            try writeBytes(bytes, to: path)
            #expect(throws: VectorError.self) { try HNSWIndex.verify(path: path) }
            if let opened = try? HNSWIndex.open(path: path) { try use(opened.index, ids: ids) }
        }
    }

    private static func isExpected(_ error: any Error) -> Bool {
        switch error as? VectorError {
        case .damagedSnapshot, .unsupportedSnapshot: true
        default: false
        }
    }

    /// Puts all checksums right again: what lies is found out number by number.
    private func forged(_ whole: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes = whole
        change(&bytes)
        func seal(_ range: Range<Int>, at place: Int) {
            guard range.upperBound <= bytes.count else { return }
            let sum = bytes[range].withUnsafeBytes { VectorKernels.crc32c($0) }
            withUnsafeBytes(of: sum.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
        }
        func number(_ place: Int) -> Int {
            Int(truncatingIfNeeded: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) })
        }
        for entry in stride(from: 64, to: 64 + 4 * 32, by: 32) {
            let (offset, length) = (number(entry + 8), (number(entry + 16) + 63) & ~63)
            if offset >= 0, length >= 0, offset <= bytes.count, length <= bytes.count - offset {
                seal(offset..<offset + length, at: entry + 24)
            }
        }
        seal(64..<192, at: 36)
        seal(0..<60, at: 60)
        return bytes
    }

    @Test("Forged numbers are refused or do no harm though the checksums are right")
    func forgedNumbers() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        let index = try sample(.float32, count: 60)
        try index.save(to: path, sequence: 1)
        let whole = try readBytes(path)
        let ids = Set(index.ids)
        #expect(forged(whole) { _ in } == whole)
        var random = SeededGenerator(6)
        var opened = 0
        for round in 0..<600 {
            // Header, table, description (192 to 320), then the nodes.
            let place = round < 400 ? 16 + round % 304 : Int.random(in: 320..<whole.count, using: &random)
            let value: UInt8 = [0, 1, 0x7F, 0x80, 0xFF][round % 5]
            try writeBytes(forged(whole) { $0[place] = value }, to: path)
            do {
                let snapshot = try HNSWIndex.open(path: path)
                opened += 1
                if snapshot.index.dimensions == 6 { try use(snapshot.index, ids: ids) }
            } catch {
                if !Self.isExpected(error) { Issue.record("byte \(place): \(error)") }
            }
        }
        #expect(opened > 20)
    }

    @Test("Another format, byte order and kind of file are told from damage; what is no file is an error")
    func oddFiles() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        try sample(.float32).save(to: path, sequence: 1)
        let whole = try readBytes(path)
        #expect(throws: VectorError.self) { try FlatIndex.open(path: path) }
        for (range, replacement) in [(8..<9, [9]), (12..<16, whole[12..<16].reversed())] as [(Range<Int>, [UInt8])] {
            try writeBytes(forged(whole) { $0.replaceSubrange(range, with: replacement) }, to: path)
            let error = #expect(throws: VectorError.self) { try HNSWIndex.open(path: path) }
            guard case .unsupportedSnapshot(path, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        let missing = folder.file("missing")
        #expect(throws: VectorError.snapshotNotFound(path: missing)) { try VectorIndex.open(path: missing) }
        for odd in [folder.path, ""] { #expect(throws: VectorError.self) { try VectorIndex.open(path: odd) } }
    }
}
