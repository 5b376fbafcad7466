extension ModelStore {
    /// The models of the catalogue and those pulled by address, sorted by name.
    public func list() -> [ModelStatus] {
        var names = Set(catalogue.entries.map { String($0.name.dropFirst("local/".count)) })
        for name in FileSystem.names(in: folder) where name.hasSuffix(".gguf") {
            let short = String(name.dropLast(5))
            if ModelReference.isName(short) { names.insert(short) }
        }
        return names.sorted().map(status)
    }

    private func status(_ short: String) -> ModelStatus {
        let path = file(short)
        let entry = catalogue.entry(short)
        let record = ModelRecord(of: path)
        var status = ModelStatus(
            name: "local/\(short)", state: .absent, path: path, bytes: 0, sha256: entry?.sha256 ?? record?.sha256,
            purpose: entry?.purpose, licence: entry?.licence, origin: entry?.origin ?? record?.origin)
        if let facts = FileSystem.facts(of: path) {
            let isSound = record.map { $0.bytes == facts.bytes && isExpected($0.sha256, short) } ?? false
            status.state = isSound ? .ready : .changed
            status.bytes = facts.bytes
        } else if let part = entry.flatMap({ FileSystem.facts(of: "\(downloads)/\($0.wheel.file).part") }) {
            status.state = .partial
            status.bytes = part.bytes
        }
        return status
    }
}
