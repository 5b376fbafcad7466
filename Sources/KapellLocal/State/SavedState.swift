import Crypto
import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The form of a file that keeps what a model has read: its tokens, and the keys and values of these.
///
/// `KPLSTATE`, the version (u32), the number of tokens (u32), the SHA-256 of all that follows, the tokens (i32 each), and
/// llama.cpp's own bytes of the sequence. Numbers have their low byte first.
enum SavedState {
    private static let magic = Array("KPLSTATE".utf8)
    private static let version: UInt32 = 1
    static let headerBytes = 8 + 4 + 4 + 32
    /// Tokens of a file at most.
    static let mostTokens = 1 << 20

    static func encoded(_ tokens: [Int32], _ state: [UInt8]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(tokens.count * 4 + state.count)
        for token in tokens { LittleEndian.append(token, to: &body) }
        body += state
        var head = magic
        LittleEndian.append(version, to: &head)
        LittleEndian.append(UInt32(tokens.count), to: &head)
        return head + Array(SHA256.hash(data: body)) + body
    }

    /// The tokens of a file from its beginning; `nil` for a file of another kind.
    static func tokens(_ bytes: [UInt8]) -> [Int32]? {
        guard let count = count(bytes), bytes.count >= headerBytes + count * 4 else { return nil }
        return (0..<count).map { Int32(bitPattern: number(bytes, at: headerBytes + $0 * 4)) }
    }

    /// How many tokens a file has, by its header.
    static func count(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= headerBytes, bytes.starts(with: magic), number(bytes, at: 8) == version else { return nil }
        let count = Int(number(bytes, at: 12))
        return (1...mostTokens).contains(count) ? count : nil
    }

    /// The sequence of a whole file; `nil` where it is damaged.
    static func state(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
        guard let count = count(bytes), bytes.count > headerBytes + count * 4,
            bytes[16..<headerBytes].elementsEqual(SHA256.hash(data: bytes[headerBytes...]))
        else { return nil }
        return bytes[(headerBytes + count * 4)...]
    }

    private static func number(_ bytes: [UInt8], at place: Int) -> UInt32 {
        LittleEndian.read(UInt32.self, bytes, at: place)
    }
}
