import KapellVectors

/// What every engine refuses, in the same words.
extension VectorCollectionOptions {
    /// The most components of a vector.
    package static let maximumDimensions = 65_536
    /// The most bytes of an id.
    package static let maximumIDBytes = 512

    /// Whether a collection may have the name.
    package static func isName(_ name: String) -> Bool {
        let bytes = name.utf8
        return (1...64).contains(bytes.count) && bytes.allSatisfy(isNamePart)
            && (bytes.first.map(isAlphanumeric) ?? false)
    }

    /// Whether a byte of UTF-8 may stand in a name.
    package static func isNamePart(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    /// - Throws: `invalidRequest` for a name or a number of dimensions that no collection can have.
    package func check() throws(KapellError) {
        guard Self.isName(name) else {
            throw KapellError(
                .invalidRequest, "A collection cannot be named \"\(name.prefix(80))\".",
                remedy:
                    "Use 1 to 64 of the letters a to z, A to Z, digits, _ and -, and begin with a letter or a digit.")
        }
        guard (1...Self.maximumDimensions).contains(dimensions) else {
            throw KapellError(
                .invalidRequest, "The collection \(name) cannot have \(dimensions) dimensions.",
                remedy: "Use the number of components that the embedding model gives, 1 to \(Self.maximumDimensions).")
        }
    }

    /// - Throws: `invalidRequest` that names the first record that cannot be written.
    package func check(_ records: [VectorRecord]) throws(KapellError) {
        var seen = Set<String>(minimumCapacity: records.count)
        for record in records {
            let bytes = record.id.utf8.count
            guard (1...Self.maximumIDBytes).contains(bytes) else {
                throw KapellError(
                    .invalidRequest, "The id \"\(record.id.prefix(40))\" has \(bytes) bytes.",
                    remedy: "Ids have 1 to \(Self.maximumIDBytes) bytes of UTF-8.")
            }
            guard seen.insert(record.id).inserted else {
                throw KapellError(
                    .invalidRequest, "The id \"\(record.id.prefix(40))\" is more than once in the batch.",
                    remedy: "Leave one record an id in the batch, or send them in two.")
            }
            try check(record.vector, of: "The vector of the record \"\(record.id.prefix(40))\"")
        }
    }

    /// - Throws: `invalidRequest` for a search that cannot be made in this collection.
    package func check(_ query: VectorQuery) throws(KapellError) {
        guard query.limit >= 0, query.depth >= 0 else {
            throw KapellError(
                .invalidRequest, "A search cannot return fewer than 0 records.",
                remedy: "Set limit and depth to 0 or more.")
        }
        guard query.vector != nil || query.text != nil else {
            throw KapellError(
                .invalidRequest, "The search has neither a vector nor a text.", remedy: "Give one of them, or both.")
        }
        if let vector = query.vector { try check(vector, of: "The query") }
        guard query.text == nil || analyzer != nil else {
            throw KapellError(
                .invalidRequest, "The collection \(name) was made without an analyzer and cannot be searched by words.",
                remedy: "Search by a vector, or make a collection with an analyzer.")
        }
        guard query.vectorWeight.isFinite, query.textWeight.isFinite, query.vectorWeight >= 0, query.textWeight >= 0
        else {
            throw KapellError(
                .invalidRequest, "The weights of the search are not both 0 or more.", remedy: "Set finite weights.")
        }
        if let diversity = query.diversity, !(0...1).contains(diversity) {
            throw KapellError(
                .invalidRequest, "The search's diversity is \(diversity).", remedy: "Set it between 0 and 1.")
        }
    }

    /// - Parameter what: what the vector is, as the begin of a sentence.
    /// - Throws: `invalidRequest` for a vector that the collection cannot hold or be searched by.
    package func check(_ vector: [Float], of what: String) throws(KapellError) {
        guard vector.count == dimensions else {
            throw KapellError(
                .invalidRequest, "\(what) has \(vector.count) components; the collection \(name) has \(dimensions).",
                remedy: "Embed with the model that the collection was made for, or make another collection.")
        }
        // One pass for nearly all of them: the squares of 32-bit numbers neither run over nor vanish in 64 bits.
        var squares = 0.0
        for component in vector { squares += Double(component) * Double(component) }
        if !squares.isFinite, let place = vector.firstIndex(where: { !$0.isFinite }) {
            throw KapellError(
                .invalidRequest,
                "\(what) has \(vector[place].isNaN ? "NaN" : "an infinite value") as component \(place).",
                remedy: "Check the embedding model's output; every component must be a finite number.")
        }
        guard metric != .cosine || squares > 0 else {
            throw KapellError(
                .invalidRequest, "\(what) has only zeros; it has no direction to compare by cosine.",
                remedy: "Leave out empty texts, or make the collection with the metric dot or l2.")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
