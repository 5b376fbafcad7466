import KapellCore
import KapellJSON

/// One vector in JSON.
enum EmbeddingVector {
    /// Numbers, or base64 of little-endian 32-bit floats.
    static func read(_ value: JSONValue?) throws(KapellError) -> [Float] {
        switch value {
        case .string(let text)?:
            guard let bytes = Base64.decode(text), bytes.count % 4 == 0 else {
                throw .unreadableAnswer("a vector is not base64 of 32-bit floats")
            }
            return try read(bytes)
        case .array(let numbers)?:
            var vector: [Float] = []
            vector.reserveCapacity(numbers.count)
            for number in numbers {
                guard let value = number.doubleValue.map({ Float($0) }), value.isFinite else {
                    throw .unreadableAnswer("a vector holds something other than numbers")
                }
                vector.append(value)
            }
            return vector
        default: throw .unreadableAnswer("a vector is missing")
        }
    }

    private static func read(_ bytes: [UInt8]) throws(KapellError) -> [Float] {
        var vector: [Float] = []
        vector.reserveCapacity(bytes.count / 4)
        for at in stride(from: 0, to: bytes.count, by: 4) {
            let low = UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8
            let value = Float(bitPattern: low | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3]) << 24)
            guard value.isFinite else { throw .unreadableAnswer("a vector holds something other than numbers") }
            vector.append(value)
        }
        return vector
    }

    static func write(_ vector: [Float], _ encoding: EmbeddingEncoding) -> JSONValue {
        switch encoding {
        case .base64: .string(Base64.encode(floats: vector))
        case .float: .array(vector.map { JSONValue(shortest: $0) })
        }
    }
}

/// Fields of requests for vectors.
enum EmbeddingFields {
    /// A text, or a list of texts.
    static func texts(_ value: JSONValue?, _ field: String) throws(KapellError) -> [String] {
        switch value {
        case .string(let text)?: return [text]
        case .array(let values)? where !values.isEmpty:
            var texts: [String] = []
            for value in values {
                guard let text = value.stringValue else {
                    throw KapellError(
                        .unsupported, "`\(field)` holds something other than texts.",
                        remedy: "Send texts; tokens and images are not taken here.")
                }
                texts.append(text)
            }
            return texts
        case nil, .null?: throw KapellError(.invalidRequest, "`\(field)` is missing.", remedy: "Send a text.")
        default: throw KapellError(.invalidRequest, "`\(field)` must be a text or a list of texts.")
        }
    }

    static func unknown(_ body: JSONObject, except known: Set<String>) -> JSONObject {
        var unknown = body
        unknown.removeAll { known.contains($0.key) || $0.value.isNull }
        return unknown
    }

    static func dimensions(_ body: JSONObject, _ key: String) throws(KapellError) -> Int? {
        try body.whole(key, in: 1...1_000_000)
    }

    /// Whether `{"error"}` is there instead of an answer.
    static func refuseError(_ body: JSONObject) throws(KapellError) {
        if let error = OpenAIErrors.found(in: body) { throw error }
    }
}
