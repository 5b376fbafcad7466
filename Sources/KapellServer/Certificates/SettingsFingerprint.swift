import KapellCertificates
import KapellCore
import KapellJSON

/// One hash over the settings that bear on an answer. Keys, addresses and paths are not among them.
enum SettingsFingerprint {
    static func of(_ section: KnowledgeSection, _ models: ModelsSection) throws(KapellError) -> String {
        func model(_ setting: ModelSetting) -> JSONValue {
            [
                "model": .string(setting.reference.description),
                "context": setting.context.map { .integer(Int64($0)) } ?? .null,
                "cache": setting.cache.map { .string($0) } ?? .null,
                "lookup": setting.lookup.map { .bool($0) } ?? .null,
            ]
        }
        var settings: JSONObject = [
            "mode": .string(section.mode.rawValue), "chunk_tokens": .integer(Int64(section.chunk.tokens)),
            "file_size": .integer(Int64(section.limits.fileSize)), "files": .integer(Int64(section.limits.files)),
            "default": model(models.default), "embedding": model(models.embedding),
        ]
        if let judge = section.judge {
            settings["judge"] = [
                "model": .string(judge.model), "tokens": .integer(Int64(judge.tokens)),
                "deadline": .string("\(judge.deadline)"), "overrules": .bool(judge.overrules),
                "required": .bool(judge.isRequired),
            ]
        }
        return Fingerprint.of(try CanonicalJSON.bytes(of: .object(settings)))
    }
}
