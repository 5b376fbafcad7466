package import KapellCore
package import KapellJSON

/// An adapter as a request asks for it: `{"name": …, "scale": 1}` in the list `lora`.
package struct AdapterChoice: Sendable, Hashable {
    /// Which one.
    package enum Which: Sendable, Hashable {
        /// One of the model's own, by its name.
        case name(String)
        /// One of the model's own, by its place in their list, as llama.cpp's server numbers them.
        case place(Int)
        /// A file. Clients over HTTP name none.
        case file(String)
    }

    package var which: Which
    package var scale: Float

    private static let most = 8

    /// `[{"name" or "id" or "path": …, "scale": 1}]`.
    ///
    /// - Throws: `.invalidRequest` for anything else.
    package static func list(_ value: JSONValue?) throws(KapellError) -> [AdapterChoice] {
        guard let value, !value.isNull else { return [] }
        guard let list = value.arrayValue, list.count <= most else {
            throw KapellError(.invalidRequest, "`lora` must be a list of at most \(most) adapters.")
        }
        var choices: [AdapterChoice] = []
        for entry in list {
            guard let object = entry.objectValue else {
                throw KapellError(.invalidRequest, "An adapter of `lora` must be an object with `name` and `scale`.")
            }
            try object.only(["name", "id", "path", "scale"])
            let scale = Float(try object.number("scale", in: -100...100) ?? 1)
            let names: [Which?] = [
                try object.text("name").map { .name($0) }, try object.whole("id", in: 0...1_000).map { .place($0) },
                try object.text("path").map { .file($0) },
            ]
            let which = names.compactMap { $0 }
            guard which.count == 1 else {
                throw KapellError(.invalidRequest, "An adapter of `lora` must have one of `name` and `id`.")
            }
            choices.append(AdapterChoice(which: which[0], scale: scale))
        }
        return choices
    }

    /// - Throws: `.invalidRequest` where a client names a file.
    package static func requireNoFiles(in extras: JSONObject) throws(KapellError) {
        for choice in try list(extras["lora"]) {
            guard case .file = choice.which else { continue }
            throw KapellError(
                .invalidRequest, "`lora` names a file, which clients may not.",
                remedy: "Name an adapter of the model; they stand below `adapters` in kapell.yaml.")
        }
    }

    /// The file that is meant.
    ///
    /// - Parameter known: the model's own adapters.
    /// - Throws: `.invalidRequest` for one that there is not.
    func use(among known: [LocalModelAdapter]) throws(KapellError) -> AdapterUse {
        let found: LocalModelAdapter?
        let shown: String
        switch which {
        case .file(let path): return AdapterUse(path: path, scale: scale)
        case .name(let name): (found, shown) = (known.first { $0.name == name }, String(name.prefix(100)))
        case .place(let place): (found, shown) = (known.indices.contains(place) ? known[place] : nil, "\(place)")
        }
        guard let found else {
            throw KapellError(
                .invalidRequest, "The model has no adapter \(shown).",
                remedy: known.isEmpty
                    ? "Name its adapters below `adapters` of the model in kapell.yaml."
                    : "It has \(known.prefix(20).map(\.name).joined(separator: ", ")).")
        }
        return AdapterUse(path: found.path, scale: scale, name: found.name)
    }
}
