import Crypto
import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An event with its content as it is written: the event knows the content by hash only.
struct JournalItem: Sendable {
    struct Blob: Sendable {
        /// SHA-256 of the whole text, in hexadecimal.
        var hash: String
        /// Bytes of the whole text.
        var length: Int
        /// What is kept of it; `nil` when content is not kept.
        var bytes: Data?
    }

    var event: JournalEvent
    var content: [(name: String, blob: Blob)]

    init(_ event: JournalEvent, content: [String: String], keepContent: Bool) {
        self.event = event
        self.content = content.sorted { $0.key < $1.key }.map { name, text in
            (name, Self.blob(text, keep: keepContent))
        }
    }

    /// Name to hash, as the event keeps it; `nil` where there is no content.
    var contentJSON: String? {
        guard !content.isEmpty else { return nil }
        return JSONValue.object(JSONObject(content.map { ($0.name, .string($0.blob.hash)) })).serialized()
    }

    private static func blob(_ text: String, keep: Bool) -> Blob {
        var text = text
        return text.withUTF8 { bytes in
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            return Blob(hash: Hexadecimal.text(hash.finalize()), length: bytes.count, bytes: keep ? kept(bytes) : nil)
        }
    }

    private static func kept(_ bytes: UnsafeBufferPointer<UInt8>) -> Data {
        let end = JournalContent.end(bytes)
        return Data(bytes[..<end]) + (end < bytes.count ? Data(JournalContent.note(end, of: bytes.count).utf8) : Data())
    }
}
