import KapellTesting
import KapellVectors
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Snapshots")
struct SnapshotTests {
    private func sample(_ metric: VectorMetric, dimensions: Int, count: Int) throws -> FlatIndex {
        var random = SeededGenerator(11)
        let index = try FlatIndex(dimensions: dimensions, metric: metric)
        try index.upsert((0..<count).map { (id: Int64($0) * 3 - 5, vector: random.vector(dimensions)) })
        return index
    }

    @Test(
        "What was saved is opened", arguments: VectorMetric.allCases, [(1, 0), (5, 1), (3, 7), (384, 300), (65_536, 3)])
    func roundTrip(metric: VectorMetric, shape: (dimensions: Int, count: Int)) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index.kvec")
        let index = try sample(metric, dimensions: shape.dimensions, count: shape.count)
        index.remove(id: -5)
        #expect(index.appliedSequence == 0)
        try index.save(to: path, sequence: 41)
        #expect(index.appliedSequence == 41)

        let opened = try FlatIndex.open(path: path)
        #expect(opened.metric == metric)
        #expect(opened.dimensions == shape.dimensions)
        #expect(opened.count == index.count)
        #expect(opened.appliedSequence == 41)
        for id in index.ids { #expect(opened.vector(for: id) == index.vector(for: id)) }
        let query = [Float](repeating: 0.5, count: shape.dimensions)
        #expect(try opened.search(query, count: 10) == index.search(query, count: 10))
        #expect(try folder.names == ["index.kvec"])
        #expect(try readBytes(path).count % 64 == 0)

        try opened.upsert(id: 1_000, vector: query)
        try opened.save(to: path, sequence: 42)
        #expect(try FlatIndex.open(path: path).count == index.count + 1)
    }

    @Test("The sequence number only moves forward")
    func sequence() throws {
        let folder = try TemporaryFolder()
        let index = try sample(.dot, dimensions: 2, count: 1)
        index.markApplied(7)
        index.markApplied(3)
        #expect(index.appliedSequence == 7)
        try index.save(to: folder.file("a"), sequence: 9)
        try index.save(to: folder.file("b"), sequence: 8)
        #expect(index.appliedSequence == 9)
        #expect(try FlatIndex.open(path: folder.file("b")).appliedSequence == 8)
    }

    @Test("Every flipped byte is noticed, in every part of the file", arguments: [(3, 7), (20, 4), (1, 0)])
    func flippedBytes(shape: (dimensions: Int, count: Int)) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        try sample(.cosine, dimensions: shape.dimensions, count: shape.count).save(to: path, sequence: 5)
        let whole = try readBytes(path)
        var random = SeededGenerator(12)
        for place in whole.indices {
            for mask in [1 << UInt8.random(in: 0...7, using: &random), 0xFF] as [UInt8] {
                var damaged = whole
                damaged[place] ^= mask
                try writeBytes(damaged, to: path)
                let error = #expect(throws: VectorError.self) { try FlatIndex.open(path: path) }
                guard case .damagedSnapshot(path, let what) = error else {
                    Issue.record("byte \(place): \(String(describing: error))")
                    continue
                }
                #expect(!what.isEmpty)
            }
        }
    }

    @Test("A file cut off anywhere, or with bytes added, is noticed")
    func cutOff() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        try sample(.l2, dimensions: 9, count: 20).save(to: path, sequence: 5)
        let whole = try readBytes(path)
        let variants = whole.indices.map { Array(whole[..<$0]) } + [whole + [0], whole + whole, Array(whole[64...])]
        for bytes in variants {
            try writeBytes(bytes, to: path)
            let error = #expect(throws: VectorError.self) { try FlatIndex.open(path: path) }
            guard case .damagedSnapshot(path, _) = error else {
                Issue.record("\(bytes.count) bytes: \(String(describing: error))")
                continue
            }
        }
    }

    @Test("Random damage and random files are noticed")
    func randomDamage() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        try sample(.dot, dimensions: 16, count: 30).save(to: path, sequence: 5)
        let whole = try readBytes(path)
        var random = SeededGenerator(13)
        for round in 0..<300 {
            var bytes = whole
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...300, using: &random))
            switch round % 4 {
            case 0: for place in start..<end { bytes[place] = UInt8.random(in: 0...255, using: &random) }
            case 1: bytes.removeSubrange(start..<end)
            case 2: for place in start..<end { bytes[place] = 0 }
            default: bytes = (0..<end).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            if bytes == whole { continue }
            try writeBytes(bytes, to: path)
            #expect(throws: VectorError.self) { try FlatIndex.open(path: path) }
        }
    }

    /// Replaces bytes of a whole snapshot and puts all three checksums right again.
    private func forged(_ whole: [UInt8], idsLength: Int, _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes = whole
        change(&bytes)
        func seal(_ range: Range<Int>, at place: Int) {
            let sum = bytes[range].withUnsafeBytes { VectorKernels.crc32c($0) }
            withUnsafeBytes(of: sum.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
        }
        seal(64..<64 + idsLength, at: 40)
        seal(64 + idsLength..<bytes.count, at: 44)
        seal(0..<60, at: 60)
        return bytes
    }

    @Test("Impossible fields are refused though the checksums are right")
    func forgedFields() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        try sample(.cosine, dimensions: 16, count: 4).save(to: path, sequence: 5)
        let whole = try readBytes(path)
        #expect(forged(whole, idsLength: 64) { _ in } == whole)
        let nan = withUnsafeBytes(of: Float.nan.bitPattern.littleEndian) { Array($0) }
        let changes: [(String, Range<Int>, [UInt8])] = [
            ("byte-order", 12..<16, [9, 9, 9, 9]), ("metric", 16..<20, [0, 0, 0, 0]),
            ("metric", 16..<20, [4, 0, 0, 0]),
            ("dimensions", 20..<24, [0, 0, 0, 0]), ("dimensions", 20..<24, [0xFF, 0xFF, 0xFF, 0xFF]),
            ("length", 20..<24, [17, 0, 0, 0]), ("length", 24..<25, [200]), ("length", 24..<25, [0]),
            ("rows are not possible", 24..<32, [UInt8](repeating: 0xFF, count: 8)),
            ("length", 24..<32, [0, 0, 0, 0, 0, 1, 0, 0]), ("length", 48..<49, [1]), ("reserved", 56..<57, [1]),
            ("twice", 72..<80, Array(whole[64..<72])), ("finite", 128..<132, nan),
            ("length 1", 128..<132, [0, 0, 0x20, 0x41]),
        ]
        for (part, range, replacement) in changes {
            try writeBytes(forged(whole, idsLength: 64) { $0.replaceSubrange(range, with: replacement) }, to: path)
            let error = #expect(throws: VectorError.self) { try FlatIndex.open(path: path) }
            guard case .damagedSnapshot(path, let what) = error else {
                Issue.record("\(part): \(String(describing: error))")
                continue
            }
            #expect(what.contains(part))
        }
    }

    @Test("A later format and the other byte order are told from damage")
    func unsupported() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        try sample(.dot, dimensions: 16, count: 4).save(to: path, sequence: 5)
        let whole = try readBytes(path)
        for (range, replacement) in [(8..<9, [2]), (12..<16, whole[12..<16].reversed())] as [(Range<Int>, [UInt8])] {
            try writeBytes(forged(whole, idsLength: 64) { $0.replaceSubrange(range, with: replacement) }, to: path)
            let error = #expect(throws: VectorError.self) { try FlatIndex.open(path: path) }
            guard case .unsupportedSnapshot(path, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test("A missing file, a folder, a pipe and an impossible path are errors, not crashes or waits")
    func oddPaths() throws {
        let folder = try TemporaryFolder()
        let missing = folder.file("missing")
        #expect(throws: VectorError.snapshotNotFound(path: missing)) { try FlatIndex.open(path: missing) }
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        for path in [folder.path, folder.file("pipe")] {
            #expect(throws: VectorError.damagedSnapshot(path: path, what: "it is not a regular file")) {
                try FlatIndex.open(path: path)
            }
        }
        let index = try sample(.dot, dimensions: 2, count: 1)
        #expect(throws: VectorError.self) { try index.save(to: folder.file("no/such/folder"), sequence: 1) }
        #expect(throws: VectorError.self) { try index.save(to: folder.path, sequence: 1) }
        for path in ["", "a\0b"] {
            #expect(throws: VectorError.self) { try index.save(to: path, sequence: 1) }
            #expect(throws: VectorError.self) { try FlatIndex.open(path: path) }
        }
        #expect(index.appliedSequence == 0)
    }

    @Test("A full disk at any point is an error, and the old snapshot stays", arguments: [0, 1, 64, 100, 400, 2_000])
    func fullDisk(capacity: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        let index = try sample(.dot, dimensions: 16, count: 40)
        try index.save(to: path, sequence: 5)
        let before = try readBytes(path)
        try index.upsert(id: 1_000, vector: [Float](repeating: 1, count: 16))

        #expect(throws: VectorError.diskFull(path: path)) {
            try index.save(to: path, sequence: 6) { descriptor, bytes in
                let used = Int(lseek(descriptor, 0, SEEK_CUR))
                guard used < capacity else {
                    errno = ENOSPC
                    return -1
                }
                return write(descriptor, bytes.baseAddress, min(bytes.count, capacity - used))
            }
        }
        #expect(try readBytes(path) == before)
        #expect(try folder.names == ["index"])
        #expect(index.appliedSequence == 5)
        try index.save(to: path, sequence: 6)
        #expect(try FlatIndex.open(path: path).count == 41)
    }

    @Test("A device that takes a few bytes at a time gets the whole file; one that fails otherwise is named")
    func shortWrites() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        let index = try sample(.dot, dimensions: 16, count: 10)
        try index.save(to: path, sequence: 6) { write($0, $1.baseAddress, min($1.count, 7)) }
        #expect(try FlatIndex.open(path: path).count == 10)
        let failures: [@Sendable () -> Int] = [
            {
                errno = EIO
                return -1
            }, { 0 },
        ]
        for failure in failures {
            let error = #expect(throws: VectorError.self) {
                try index.save(to: path, sequence: 7) { _, _ in failure() }
            }
            guard case .storage(path, "write the file", _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(try FlatIndex.open(path: path).appliedSequence == 6)
    }

    @Test("What a killed writer left behind is no hindrance")
    func leftover() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        try writeBytes([UInt8](repeating: 7, count: 100_000), to: path + ".saving")
        try sample(.dot, dimensions: 16, count: 10).save(to: path, sequence: 6)
        #expect(try FlatIndex.open(path: path).count == 10)
        #expect(try folder.names == ["index"])
    }
}
