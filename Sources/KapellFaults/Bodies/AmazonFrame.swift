import KapellJSON

/// A frame of Amazon's event stream, written without the help of the parts that are under test.
enum AmazonFrame {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }

    private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { sum, byte in sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)] }
    }

    private static func big(_ number: UInt32) -> [UInt8] {
        [UInt8(number >> 24), UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
    }

    static func frame(_ headers: [(String, String)], _ payload: JSONValue) -> [UInt8] {
        var fields: [UInt8] = []
        for (name, value) in headers {
            fields.append(UInt8(name.utf8.count))
            fields += Array(name.utf8)
            fields += [7, UInt8(value.utf8.count >> 8), UInt8(value.utf8.count & 0xFF)]
            fields += Array(value.utf8)
        }
        let body = payload.serializedBytes()
        var frame = big(UInt32(16 + fields.count + body.count)) + big(UInt32(fields.count))
        frame += big(checksum(frame))
        frame += fields
        frame += body
        return frame + big(checksum(frame))
    }

    static func event(_ type: String, _ payload: JSONValue) -> [UInt8] {
        frame(
            [(":event-type", type), (":content-type", "application/json"), (":message-type", "event")], payload)
    }

    static func exception(_ type: String, _ message: String) -> [UInt8] {
        exception(type, ["message": .string(message)] as JSONValue)
    }

    static func exception(_ type: String, _ payload: JSONValue) -> [UInt8] {
        frame(
            [(":exception-type", type), (":content-type", "application/json"), (":message-type", "exception")], payload)
    }
}

/// Events of Anthropic's within frames, as InvokeModel sends them.
enum InvokeFrames {
    static func event(_ value: JSONValue) -> [UInt8] {
        if value["type"]?.stringValue == "error" {
            return AmazonFrame.exception("modelStreamErrorException", "the model broke down")
        }
        return AmazonFrame.event("chunk", ["bytes": .string(base64(value.serializedBytes()))])
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << ((3 - group.count) * 8)
            for place in 0..<4 {
                text.append(place <= group.count ? digits[bits >> (18 - place * 6) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
