package import KapellCore
internal import Synchronization

/// What one file and everything packed in it may cost together, however deep it is packed.
package final class ExtractionBudget: Sendable {
    /// Documents inside documents: 0 for the file itself. What lies deeper than this is left out.
    package static let depth = 4
    /// Parts of one file, at any depth.
    package static let parts = 2000
    /// Bytes that come out of archives, at any depth.
    package static let unpackedBytes = 512 << 20
    /// A member of an archive that unpacks to more than this share of its packed size, and to more than ``smallBytes``,
    /// is taken for a bomb. Text packs to a tenth, a sheet of zeros to a hundredth.
    package static let ratio = 200
    package static let smallBytes = 16 << 20

    private struct State {
        var parts = 0
        var unpacked = 0
        var found: (bytes: [UInt8], name: String)?
    }

    private let state = Mutex(State())
    /// The fingerprint of the one part that is looked for; `nil` where all are read.
    let sought: String?

    package convenience init() { self.init(seeking: nil) }

    init(seeking fingerprint: String?) { sought = fingerprint }

    /// The part that was looked for, once it was found.
    var found: (bytes: [UInt8], name: String)? { state.withLock { $0.found } }

    /// Takes a part, if it is the one that is looked for.
    func take(_ part: DocumentSource) -> Bool {
        guard let sought, PartFingerprint.matches(sought, part.bytes) else { return false }
        state.withLock { $0.found = (part.bytes, part.name) }
        return true
    }

    /// Counts one part; `false` when there were enough.
    package func takePart() -> Bool {
        state.withLock { state in
            state.parts += 1
            return state.parts <= Self.parts
        }
    }

    /// Counts bytes that are about to be unpacked.
    ///
    /// - Throws: `.limitExceeded` when the file would unpack to too much.
    package func takeUnpacked(_ bytes: Int, of name: String) throws(KapellError) {
        let isEnough = state.withLock { state in
            state.unpacked += bytes
            return state.unpacked <= Self.unpackedBytes
        }
        guard isEnough else {
            throw KapellError(
                .limitExceeded, "\(name) would unpack to more than \(Self.unpackedBytes >> 20) MiB.",
                remedy: "Unpack it yourself and add the documents in it.", isRetryable: false)
        }
    }
}
