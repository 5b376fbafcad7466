import KapellCore
package import KapellJSON
package import KapellLocal

/// What Ollama's clients are told of a model: what it is, and whether it is loaded.
package struct OllamaModelCard {
    let name: String
    /// `nil` for a model that is not in this process, or whose file is not there yet.
    let file: LocalModelFile?
    /// SHA-256 of the file, where it is known.
    let digest: String?

    package init(name: String, file: LocalModelFile?, digest: String?) {
        self.name = name
        self.file = file
        self.digest = digest
    }

    /// Where no time is known, as the lists have it.
    private static let epoch = "1970-01-01T00:00:00Z"
    /// A model stays until its room is needed.
    private static let never = "9999-12-31T23:59:59Z"
    /// Bytes of the longest template that is shown.
    private static let longestTemplate = 200_000

    private var modified: String { file.map { $0.modified.description } ?? Self.epoch }

    var details: JSONObject {
        [
            "parent_model": "", "format": .string(file == nil ? "" : "gguf"),
            "family": .string(file?.architecture ?? ""),
            "families": .array(file.map { [.string($0.architecture)] } ?? []),
            "parameter_size": .string(file.map { Self.size($0.parameters) } ?? ""),
            "quantization_level": .string(file?.quantisation ?? ""),
        ]
    }

    /// As `/api/tags` lists it.
    package var listed: JSONObject {
        [
            "name": .string(name), "model": .string(name), "modified_at": .string(modified),
            "size": .integer(file?.bytes ?? 0), "digest": .string(digest ?? ""), "details": .object(details),
        ]
    }

    /// As `/api/show` says it.
    package var shown: JSONObject {
        var capabilities: [JSONValue] = file.map { $0.writes ? ["completion", "tools"] : [] } ?? ["completion"]
        if file?.embeds == true { capabilities.append("embedding") }
        return [
            "modelfile": "", "parameters": "",
            "template": .string(String((file?.template ?? "").prefix(Self.longestTemplate))),
            "details": .object(details), "model_info": .object(information), "capabilities": .array(capabilities),
            "modified_at": .string(modified),
        ]
    }

    /// As `/api/ps` lists it, where it is loaded.
    func running(_ state: LocalModelState, context: Int?) -> JSONObject {
        var object = listed
        object["modified_at"] = nil
        object["size"] = .integer(state.bytes)
        object["size_vram"] = 0
        object["expires_at"] = .string(Self.never)
        if let context { object["context_length"] = .integer(Int64(context)) }
        return object
    }

    /// Under the names that GGUF files have for it.
    private var information: JSONObject {
        guard let file else { return [:] }
        var object: JSONObject = [
            "general.architecture": .string(file.architecture), "general.parameter_count": .integer(file.parameters),
        ]
        if let name = file.name { object["general.basename"] = .string(name) }
        if let count = file.contextLength { object["\(file.architecture).context_length"] = .integer(Int64(count)) }
        if let count = file.embeddingLength { object["\(file.architecture).embedding_length"] = .integer(Int64(count)) }
        return object
    }

    /// `134.5M`, `7.6B`.
    package static func size(_ parameters: Int64) -> String {
        func tenths(_ unit: Int64, _ letter: String) -> String {
            let tenths = (parameters + unit / 20) / (unit / 10)
            return "\(tenths / 10).\(tenths % 10)\(letter)"
        }
        if parameters >= 999_950_000 { return tenths(1_000_000_000, "B") }
        return parameters >= 999_950 ? tenths(1_000_000, "M") : tenths(1_000, "K")
    }
}
