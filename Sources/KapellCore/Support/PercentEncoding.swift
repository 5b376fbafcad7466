/// Percent-encoding of addresses.
///
/// Source: RFC 3986, sections 2.1 and 2.3.
package enum PercentEncoding {
    /// A text as a part of a path or a query, which it cannot leave: all but unreserved characters are escaped.
    package static func part(_ text: String) -> String {
        escaped(text) { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
            default: false
            }
        }
    }

    /// - Parameter isKept: which bytes of UTF-8 stay as they are.
    package static func escaped(_ text: String, _ isKept: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isKept(byte) {
                bytes.append(byte)
            } else {
                bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes that an escaped text stands for. A percent sign without two hexadecimal digits stays as it is.
    package static func decoded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).map { Int(Character(Unicode.Scalar($0)).hexDigitValue ?? -1) }
            if byte == 0x25, digits.count == 2, digits[0] >= 0, digits[1] >= 0 {
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
