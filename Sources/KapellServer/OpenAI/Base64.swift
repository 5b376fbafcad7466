#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Vectors as base64 of little-endian 32-bit floats.
package enum Base64 {
    package static func encode(floats: [Float]) -> String {
        var data = Data(capacity: floats.count * 4)
        for float in floats {
            withUnsafeBytes(of: float.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        return data.base64EncodedString()
    }
}
