import KapellCore

/// A model as people name it: a name in the store, or a path to a GGUF file.
enum ModelReference: Sendable, Hashable {
    /// The short name, without `local/`.
    case name(String)
    case file(String)

    /// Fails with `.invalidRequest` for what is neither.
    ///
    /// A path has a slash, a dot or a tilde at its start, or ends in `.gguf`; everything else is a name.
    init(_ text: String) throws(KapellError) {
        let isPath = ["/", "./", "../", "~/"].contains { text.hasPrefix($0) } || text.lowercased().hasSuffix(".gguf")
        if isPath {
            self = .file(text)
            return
        }
        let short = text.hasPrefix("local/") ? String(text.dropFirst(6)) : text
        guard Self.isName(short) else {
            throw KapellError(
                .invalidRequest, "'\(text.prefix(200))' is neither the name of a local model nor a path to one.",
                remedy: "Names have letters, digits, '.', '_' and '-'; paths end in .gguf.")
        }
        self = .name(short)
    }

    /// Whether `text` may be the name of a model: it becomes a file name, so nothing else is let through.
    static func isName(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d
                || $0 == 0x2e || $0 == 0x5f
        }
        return isPlain && !text.isEmpty && text.utf8.count <= 100 && !text.hasPrefix(".") && !text.hasPrefix("-")
    }
}
