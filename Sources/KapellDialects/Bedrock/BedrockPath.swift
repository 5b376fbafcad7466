import KapellCore

/// Paths of Bedrock's runtime.
enum BedrockPath {
    /// `model/{id}/{verb}`. The id is encoded as the AWS clients do it: all but letters, digits and `-._~`.
    static func path(_ model: String, _ verb: String) -> String { "model/\(encoded(model))/\(verb)" }

    private static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The model that the path of a client's request names.
    static func model(of target: DialectTarget) throws(KapellError) -> String {
        guard let model = target.model, !model.isEmpty else {
            throw KapellError(.invalidRequest, "The path names no model.", remedy: "Ask for `/model/{id}/…`.")
        }
        return model
    }
}
