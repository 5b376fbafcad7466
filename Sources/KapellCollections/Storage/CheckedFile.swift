internal import KapellCore
internal import KapellJSON
internal import KapellVectors

/// A small JSON file that begins with a line of its own: `KAPELL`, what it is, its form, and the CRC32C of all that
/// follows the line, in hexadecimal.
enum CheckedFile {
    private static let most = 64 << 20

    static func write(_ value: JSONValue, kind: String, to path: String) throws(KapellError) {
        let body = Array(value.serialized(pretty: true).utf8)
        // What could not be read again is not written.
        guard body.count < most - 100 else {
            throw KapellError(
                .tooLarge, "The file \(path) would have \(body.count) bytes; the most is \(most).",
                remedy: "Divide the collection: it has too many namespaces.", isRetryable: false)
        }
        try FileCalls.write(Array("KAPELL \(kind) 1 \(checksum(body[...]))\n".utf8) + body, to: path)
    }

    /// - Throws: `.corrupt` that names the file.
    static func read(_ path: String, kind: String) throws(KapellError) -> JSONObject {
        func damaged(_ what: String) -> KapellError {
            KapellError(
                .corrupt, "The file \(path) is damaged: \(what).", remedy: "Restore the collection from a backup.")
        }
        let bytes = try FileCalls.read(path, most: most)
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { throw damaged("it has no first line") }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        guard words.count == 4, words[0] == "KAPELL", words[1] == kind else {
            throw damaged("it does not begin as such a file does")
        }
        guard words[2] == "1" else {
            throw KapellError(
                .unsupported, "The file \(path) has the form \(words[2]); this program reads form 1.",
                remedy: "Use the program that wrote it, or a newer one.")
        }
        let body = bytes[(end + 1)...]
        guard words[3] == checksum(body) else { throw damaged("the checksum is wrong") }
        guard let value = try? JSONValue(parsing: Array(body)), case .object(let object) = value else {
            throw damaged("it is no JSON object")
        }
        return object
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> String {
        let digits = String(bytes.withUnsafeBytes { VectorKernels.crc32c($0) }, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
