import KapellCore
import KapellJSON

extension DocumentRecord {
    /// `{"id", "name", "path", "kind", "title", "pages", "bytes", "sha256", "passages", "status", "warnings",
    /// "error"}`; `status` is `indexed` or `failed`.
    var json: JSONObject {
        [
            "id": .integer(id),
            "name": .string(name),
            "path": .string(path),
            "kind": .string(kind),
            "title": title.map { .string($0) } ?? .null,
            "pages": pages.map { .integer(Int64($0)) } ?? .null,
            "bytes": .integer(Int64(bytes)),
            "sha256": .string(hash),
            "passages": .integer(Int64(chunks)),
            "status": .string(failure == nil ? "indexed" : "failed"),
            "warnings": .array(warnings.map { .string($0) }),
            "error": failure?.json ?? .null,
        ]
    }
}
