internal import Synchronization

extension FlatIndex {
    /// Writes some of the bytes to a file descriptor and returns how many, or -1 with `errno` set, as `write(2)` does.
    package typealias SnapshotWriter = @Sendable (Int32, UnsafeRawBufferPointer) -> Int

    /// What a snapshot's name ends with until it is whole.
    package static let unfinishedSuffix = ".saving"

    /// Writes a snapshot that `open(path:)` reads, and marks `sequence` as applied once it is on the device.
    ///
    /// The bytes go to `path` + ``unfinishedSuffix`` and are synchronised before the file takes the name `path`, so that a crash
    /// leaves the old snapshot or the new one, whole. Only its owner can read the file. Searches and
    /// writers go on meanwhile; the snapshot holds one state of the rows. Two savers to one path take turns.
    /// Changes after `sequence` may be in the snapshot too: a follower applies them again, to the same end.
    /// - Parameters:
    ///   - path: The file. Its folder must exist.
    ///   - sequence: The number of the store's last change that this index holds.
    /// - Throws: `VectorError.diskFull` or `.storage`. An older snapshot is unchanged then, unless only the last step,
    ///   synchronising the folder, failed.
    public func save(to path: String, sequence: Int64) throws(VectorError) {
        try save(to: path, sequence: sequence, writer: SystemCalls.writeSome)
    }

    /// The same with a stand-in for `write(2)`, to test a device that fails.
    package func save(to path: String, sequence: Int64, writer: @escaping SnapshotWriter) throws(VectorError) {
        try SnapshotFile.replace(path, calls: StorageCalls(write: writer)) { file throws(VectorError) in
            try write(state.withLock { $0.rows }, sequence: sequence, to: file)
        }
        markApplied(sequence)
    }

    private func write(
        _ rows: VectorRows, sequence: Int64, to file: SnapshotFile
    ) throws(VectorError) {
        var header = SnapshotHeader(
            metric: metric, dimensions: dimensions, count: rows.count, sequence: sequence, idsChecksum: 0,
            vectorsChecksum: 0)
        let idsPadding = [UInt8](repeating: 0, count: header.idsLength - rows.count * 8)
        let vectorsPadding = [UInt8](repeating: 0, count: header.vectorsLength - rows.count * dimensions * 4)
        for segment in rows.segments {
            header.idsChecksum = checksum(segment.ids, continuing: header.idsChecksum)
            header.vectorsChecksum = checksum(segment.values, continuing: header.vectorsChecksum)
        }
        header.idsChecksum = checksum(idsPadding, continuing: header.idsChecksum)
        header.vectorsChecksum = checksum(vectorsPadding, continuing: header.vectorsChecksum)

        try write(header.bytes, to: file)
        for segment in rows.segments { try write(segment.ids, to: file) }
        try write(idsPadding, to: file)
        for segment in rows.segments { try write(segment.values, to: file) }
        try write(vectorsPadding, to: file)
    }

    private func checksum(_ values: [some BitwiseCopyable], continuing checksum: UInt32) -> UInt32 {
        values.withUnsafeBytes { VectorKernels.crc32c($0, continuing: checksum) }
    }

    private func write(
        _ values: [some BitwiseCopyable], to file: SnapshotFile
    ) throws(VectorError) {
        try values.withUnsafeBytes { bytes in
            Result { () throws(VectorError) in try file.write(bytes) }
        }.get()
    }

    // MARK: Opening

    /// Reads a snapshot that `save(to:sequence:)` wrote.
    ///
    /// The whole file is checked, by checksums and value by value, before the index is handed out. Nothing that the
    /// file claims is allocated before its length has borne it out.
    /// - Throws: `VectorError.snapshotNotFound`, `.damagedSnapshot`, `.unsupportedSnapshot` (a later format) or
    ///   `.storage`.
    public static func open(path: String) throws(VectorError) -> FlatIndex {
        let file = try SnapshotFile(reading: path)
        defer { file.close() }
        let length = try file.length()
        let header = try SnapshotHeader(
            read(SnapshotHeader.size, from: file), actualLength: length, path: path)
        let ids = try readIDs(header, from: file, path: path)

        var state = State(rows: VectorRows(dimensions: header.dimensions), appliedSequence: header.sequence)
        state.places = try places(of: ids, path: path)
        try readVectors(header, ids: ids, into: &state.rows, from: file, path: path)
        return FlatIndex(metric: header.metric, state: state)
    }

    private static func readIDs(
        _ header: SnapshotHeader, from file: SnapshotFile, path: String
    ) throws(VectorError) -> [Int64] {
        let ids: [Int64] = try read(header.count, from: file)
        let padding: [UInt8] = try read(header.idsLength - header.count * 8, from: file)
        var checksum = ids.withUnsafeBytes { VectorKernels.crc32c($0) }
        checksum = padding.withUnsafeBytes { VectorKernels.crc32c($0, continuing: checksum) }
        guard ids.count == header.count, checksum == header.idsChecksum else {
            throw .damagedSnapshot(path: path, what: "the checksum of the ids is wrong")
        }
        return ids
    }

    static func places(of ids: [Int64], path: String) throws(VectorError) -> [Int64: Int] {
        var places: [Int64: Int] = [:]
        places.reserveCapacity(ids.count)
        for (row, id) in ids.enumerated() where places.updateValue(row, forKey: id) != nil {
            throw .damagedSnapshot(path: path, what: "the id \(id) is there twice")
        }
        return places
    }

    private static func readVectors(
        _ header: SnapshotHeader, ids: [Int64], into rows: inout VectorRows, from file: SnapshotFile, path: String
    ) throws(VectorError) {
        var checksum: UInt32 = 0
        var next = 0
        while next < ids.count {
            let end = min(next + rows.rowsPerSegment, ids.count)
            let values: [Float] = try read((end - next) * header.dimensions, from: file)
            guard values.count == (end - next) * header.dimensions else {
                throw .damagedSnapshot(path: path, what: "the vectors are cut off")
            }
            checksum = values.withUnsafeBytes { VectorKernels.crc32c($0, continuing: checksum) }
            rows.append(VectorRows.Segment(ids: Array(ids[next..<end]), values: values))
            next = end
        }
        let padding: [UInt8] = try read(
            header.vectorsLength - header.count * header.dimensions * 4, from: file)
        checksum = padding.withUnsafeBytes { VectorKernels.crc32c($0, continuing: checksum) }
        guard checksum == header.vectorsChecksum else {
            throw .damagedSnapshot(path: path, what: "the checksum of the vectors is wrong")
        }
        try checkValues(of: rows, metric: header.metric, path: path)
    }

    /// Checks what a right checksum does not: that no one wrote a file whose values this index would have refused.
    static func checkValues(of rows: VectorRows, metric: VectorMetric, path: String) throws(VectorError) {
        for segment in rows.segments {
            for (place, id) in segment.ids.enumerated() {
                let row = segment.values[place * rows.dimensions..<(place + 1) * rows.dimensions]
                let vector = Array(row)
                guard vector.allSatisfy(\.isFinite) else {
                    throw .damagedSnapshot(path: path, what: "the vector with id \(id) is not finite")
                }
                if metric == .cosine, abs(VectorKernels.dot(vector, vector) - 1) > 0.001 {
                    throw .damagedSnapshot(path: path, what: "the vector with id \(id) does not have length 1")
                }
            }
        }
    }

    /// Reads up to `count` values; fewer when the file ends before.
    private static func read<Value: BitwiseCopyable>(
        _ count: Int, from file: SnapshotFile
    ) throws(VectorError) -> [Value] {
        var failure: VectorError?
        let stride = MemoryLayout<Value>.stride
        let values = [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(VectorError) {
                initialized = try file.read(into: UnsafeMutableRawBufferPointer(buffer)) / stride
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return values
    }
}
