import KapellCore

/// Recognizes what a file is that was taken for a model.
enum FileKind {
    private static let prefixes: [(bytes: [UInt8], kind: String)] = [
        (Array("PK\u{3}\u{4}".utf8), "a ZIP archive (a wheel, or PyTorch weights)"),
        (Array("%PDF-".utf8), "a PDF document"),
        ([0x1f, 0x8b], "a gzip archive"),
        ([0x28, 0xb5, 0x2f, 0xfd], "a zstd archive"),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "an xz archive"),
        ([0x7f, 0x45, 0x4c, 0x46], "a program (ELF)"),
        (Array("lmgg".utf8), "a model in the old GGML format"),
        (Array("fmgg".utf8), "a model in the old GGML format"),
        (Array("tjgg".utf8), "a model in the old GGML format"),
        (Array("SQLite format 3".utf8), "an SQLite database"),
        (Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file it stands for"),
        ([0x80, 0x02], "Python pickle data (old PyTorch weights)"),
    ]

    /// Fails, naming what the file is instead, unless it starts as GGUF does.
    static func requireGGUF(_ source: any RandomAccessBytes) throws(KapellError) {
        let head = try source.bytes(at: 0, count: Int(min(64, source.count)))
        if head.starts(with: Array("GGUF".utf8)) { return }
        let remedy = "Give a model in the GGUF format."
        guard !head.isEmpty else {
            throw KapellError(.corrupt, "\(source.name) is empty.", remedy: "Fetch the file again.")
        }
        throw KapellError(.unsupported, "\(source.name) is not a GGUF model but \(name(head)).", remedy: remedy)
    }

    private static func name(_ head: [UInt8]) -> String {
        for (bytes, kind) in prefixes where head.starts(with: bytes) { return kind }
        if head.count > 8, head[8] == 0x7b, LittleEndian.read(UInt64.self, head, at: 0) < 1 << 30 {
            return "a safetensors file"
        }
        let text = String(decoding: head, as: UTF8.self).lowercased().drop { $0.isWhitespace }
        if text.hasPrefix("<!doctype") || text.hasPrefix("<html") || text.hasPrefix("<?xml") { return "a web page" }
        if text.hasPrefix("{") || text.hasPrefix("[") { return "a JSON text" }
        let isText = head.allSatisfy { $0 >= 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        return isText ? "a text file" : "something else"
    }
}
