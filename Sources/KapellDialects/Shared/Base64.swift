#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Bytes as text (RFC 4648, section 4).
package enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// Vectors as base64 of little-endian 32-bit floats.
    package static func encode(floats: [Float]) -> String {
        var data = Data(capacity: floats.count * 4)
        for float in floats {
            withUnsafeBytes(of: float.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        return data.base64EncodedString()
    }

    /// `nil` where `text` is not base64.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        Data(base64Encoded: String(text)).map { [UInt8]($0) }
    }
}
