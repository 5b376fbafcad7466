internal import KapellCore
internal import KapellVectors

/// The texts of a snapshot: they stay in its file, and are read when they are asked for.
///
/// The file is the one that was opened, also after a later snapshot has taken its place.
final class StoredTexts: Sendable {
    /// Where a row's text is.
    struct Place: Sendable, Equatable {
        var offset: Int
        var length: UInt32
        /// CRC32C of its bytes.
        var checksum: UInt32

        /// Of a row that has none there.
        static let none = Place(offset: -1, length: 0, checksum: 0)
    }

    private let file: SectionFile
    private let places: [Place]

    /// - Parameter places: By rows.
    init(_ file: SectionFile, places: [Place]) {
        self.file = file
        self.places = places
    }

    func length(of row: Int) -> Int { places.indices.contains(row) ? Int(places[row].length) : 0 }

    /// The bytes of a row's text.
    /// - Throws: `.corrupt` that names the file when they are not those that were written.
    func bytes(of row: Int) throws(KapellError) -> [UInt8] {
        guard places.indices.contains(row), places[row].offset >= 0 else {
            throw KapellError(.internalError, "The text of row \(row) is not in the snapshot.")
        }
        let place = places[row]
        do throws(VectorError) {
            let bytes = try file.bytes(at: place.offset, count: Int(place.length))
            guard bytes.withUnsafeBytes({ VectorKernels.crc32c($0) }) == place.checksum else {
                throw file.damagedPart()
            }
            return bytes
        } catch {
            throw KapellError(error)
        }
    }

    func text(of row: Int) throws(KapellError) -> String {
        // What was written was a text, and its checksum is right.
        String(decoding: try bytes(of: row), as: UTF8.self)
    }
}
