import KapellCore
import KapellJSON

/// Files and results of functions, in both directions.
enum GeminiParts {
    /// The file of a part, `nil` where it holds none.
    static func attachment(_ part: GeminiFields) throws(KapellError) -> ModelAttachment? {
        if let blob = try part.object("inlineData") {
            guard let bytes = blob.text("data").flatMap({ GeminiBytes.decode($0) }) else {
                throw blob.wrong("data", "bytes in base64")
            }
            return ModelAttachment(.bytes(bytes), mediaType: blob.text("mimeType"), label: blob.text("displayName"))
        }
        if let file = try part.object("fileData") {
            guard let address = file.text("fileUri"), !address.isEmpty else {
                throw file.wrong("fileUri", "an address")
            }
            return ModelAttachment(.url(address), mediaType: file.text("mimeType"), label: file.text("displayName"))
        }
        return nil
    }

    /// The part for a file.
    static func part(_ attachment: ModelAttachment) -> JSONValue {
        switch attachment.content {
        case .bytes(let bytes):
            return inline(attachment.mediaType ?? MediaSignature.type(of: bytes), Base64.encode(bytes))
        case .url(let address):
            if let (type, base64) = DataURL.parts(of: address) { return inline(type, String(base64)) }
            var file: JSONObject = ["fileUri": .string(address)]
            if let type = attachment.mediaType { file["mimeType"] = .string(type) }
            return ["fileData": .object(file)]
        }
    }

    private static func inline(_ type: String?, _ base64: String) -> JSONValue {
        ["inlineData": ["mimeType": .string(type ?? "application/octet-stream"), "data": .string(base64)]]
    }

    /// What a tool returned, out of `functionResponse.response`. `{"result": "…"}` and `{"error": "…"}` are taken off
    /// texts; every other object stays as it is.
    static func resultText(_ response: JSONValue?) -> (text: String, isError: Bool) {
        guard case .object(let object)? = response else {
            return (response?.stringValue ?? response.map { $0.isNull ? "" : $0.serialized() } ?? "", false)
        }
        let isError = object.contains("error") && object.count == 1
        if object.count == 1, let text = (object["result"] ?? object["error"])?.stringValue,
            ToolArguments.strictObject(text) == nil
        {
            return (text, isError)
        }
        return (JSONValue.object(object).serialized(), isError)
    }

    /// `functionResponse.response`, which must be an object.
    static func response(_ text: String, isError: Bool) -> JSONObject {
        if let object = ToolArguments.strictObject(text), !isError || object.contains("error") {
            return object
        }
        return [isError ? "error" : "result": .string(text)]
    }
}
