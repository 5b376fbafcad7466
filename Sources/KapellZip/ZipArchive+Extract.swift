import CZlib
package import KapellCore

extension ZipArchive {
    /// Unpacks a member in pieces of at most 256 KiB.
    ///
    /// Fails when the member is encrypted (`.encrypted`), stored by another method (`.unsupported`), or when length
    /// or CRC-32 do not come out (`.corrupt`). Stops with `.cancelled` when the task is cancelled.
    package func extract(
        _ entry: ZipEntry, to sink: (UnsafeRawBufferPointer) throws(KapellError) -> Void
    ) throws(KapellError) {
        guard !entry.isEncrypted else {
            throw KapellError(.encrypted, "\(entry.name) in \(source.name) needs a password.")
        }
        let start = try dataOffset(of: entry)
        var sum = CZlib.crc32(0, nil, 0)
        var size: Int64 = 0
        func take(_ piece: UnsafeRawBufferPointer) throws(KapellError) {
            size += Int64(piece.count)
            guard size <= entry.size else {
                throw ZipDirectory.corrupt(source, "holds more of \(entry.name) than it says")
            }
            sum = CZlib.crc32(sum, piece.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(piece.count))
            try sink(piece)
        }
        switch entry.method {
        case .stored:
            guard entry.size == entry.compressedSize else {
                throw ZipDirectory.corrupt(source, "gives two lengths for \(entry.name)")
            }
            try pieces(of: entry, from: start) { (piece) throws(KapellError) in try take(piece) }
        case .deflate:
            let inflater = try Inflater()
            try pieces(of: entry, from: start) { (piece) throws(KapellError) in
                let isSound = try inflater.feed(piece) { (part) throws(KapellError) in try take(part) }
                guard isSound else { throw ZipDirectory.corrupt(source, "has a damaged member \(entry.name)") }
            }
            guard inflater.isFinished else { throw ZipDirectory.corrupt(source, "cuts \(entry.name) short") }
        case .other(let number):
            throw KapellError(
                .unsupported, "\(entry.name) in \(source.name) is packed by method \(number); only 0 and 8 are read.")
        }
        guard size == entry.size, UInt32(truncatingIfNeeded: sum) == entry.crc32 else {
            throw ZipDirectory.corrupt(source, "has a member \(entry.name) whose checksum is wrong")
        }
    }

    /// A small member whole; one above `limit` bytes is refused with `.tooLarge`.
    package func bytes(of entry: ZipEntry, limit: Int) throws(KapellError) -> [UInt8] {
        guard entry.size <= Int64(limit) else {
            throw KapellError(
                .tooLarge, "\(entry.name) in \(source.name) has \(entry.size) bytes; at most \(limit) are read.")
        }
        var bytes: [UInt8] = []
        try extract(entry) { (piece) throws(KapellError) in bytes.append(contentsOf: piece) }
        return bytes
    }

    /// Where the member's bytes start: behind its local header, whose name and extra field have lengths of their own.
    private func dataOffset(of entry: ZipEntry) throws(KapellError) -> Int64 {
        let header = try source.bytes(at: entry.headerOffset, count: 30)
        guard LittleEndian.read(UInt32.self, header, at: 0) == 0x0403_4b50 else {
            throw ZipDirectory.corrupt(source, "has no header for \(entry.name) where it says so")
        }
        let name = Int64(LittleEndian.read(UInt16.self, header, at: 26))
        let extra = Int64(LittleEndian.read(UInt16.self, header, at: 28))
        let start = entry.headerOffset + 30 + name + extra
        guard start <= source.count, entry.compressedSize <= source.count - start else {
            throw ZipDirectory.corrupt(source, "places \(entry.name) outside itself")
        }
        return start
    }

    private func pieces(
        of entry: ZipEntry, from start: Int64, body: (UnsafeRawBufferPointer) throws(KapellError) -> Void
    ) throws(KapellError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var done: Int64 = 0
        while done < entry.compressedSize {
            if Task.isCancelled { throw KapellError(.cancelled, "Unpacking \(entry.name) was cancelled.") }
            let length = Int(min(Int64(buffer.count), entry.compressedSize - done))
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<length])
            try source.read(at: start + done, into: piece)
            try body(UnsafeRawBufferPointer(piece))
            done += Int64(length)
        }
    }
}
