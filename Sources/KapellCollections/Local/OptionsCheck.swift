internal import KapellCore
internal import KapellVectors

/// Which collections there can be, and what is said of those that there are not.
enum OptionsCheck {
    static func check(_ options: VectorCollectionOptions) throws(KapellError) {
        guard VectorCollectionOptions.isName(options.name) else {
            throw KapellError(
                .invalidRequest, "\(RecordCheck.short(options.name)) cannot be the name of a collection.",
                remedy: "Use 1 to 64 letters a to z, A to Z, digits, _ and -; begin with a letter or a digit.")
        }
        guard (1...FlatIndex.maximumDimensions).contains(options.dimensions) else {
            throw KapellError(VectorError.invalidDimensions(options.dimensions))
        }
        guard options.fingerprint.utf8.count <= 1_024, (options.analyzer?.utf8.count ?? 0) <= 1_024 else {
            throw KapellError(
                .invalidRequest,
                "The fingerprint or the analyser of the collection \(options.name) has more than 1024 bytes.",
                remedy: "Use a hash of the fingerprint, and the analyser's own identifier.")
        }
        _ = try Namespace.words(options)
    }

    static func conflict(_ name: String) -> KapellError {
        KapellError(
            .conflict, "There is a collection of the name \(name) already.",
            remedy: "Use it, drop it first, or take another name.")
    }

    static func notFound(_ name: String, known: [String]) -> KapellError {
        let names = known.prefix(20).joined(separator: ", ") + (known.count > 20 ? ", …" : "")
        return KapellError(
            .notFound, "There is no collection \(RecordCheck.short(name)).",
            remedy: known.isEmpty ? "Make it first; there is none yet." : "There are: \(names).")
    }
}
