import KapellCore

/// The parts of ``VectorDatabase`` that all engines share.
struct EngineDatabase<Driver: EngineDriver>: Sendable {
    let driver: Driver
    let scanLimit: Int

    func collections() async throws(KapellError) -> [VectorCollectionOptions] {
        try await driver.entries().map(\.options).sorted { $0.name.precedes($1.name) }
    }

    func create(_ options: VectorCollectionOptions) async throws(KapellError) -> any VectorCollection {
        try options.check()
        guard options.analyzer == nil else {
            throw KapellError(
                .unsupported, "\(driver.engine) is not searched by words here.",
                remedy: "Make the collection without an analyzer, or use Kapell's own engine or pgvector.")
        }
        return EngineCollection(driver: driver, entry: try await driver.create(options), scanLimit: scanLimit)
    }

    func collection(_ name: String) async throws(KapellError) -> any VectorCollection {
        guard let entry = try await driver.entry(name) else {
            let names = try await collections().map(\.name).joined(separator: ", ")
            throw KapellError(
                .notFound, "There is no collection \(name.prefix(80)).",
                remedy: names.isEmpty ? "There is none yet; make it." : "There are: \(names).")
        }
        return EngineCollection(driver: driver, entry: entry, scanLimit: scanLimit)
    }

    func conflict(_ name: String) -> KapellError {
        KapellError(.conflict, "There is a collection \(name) already.", remedy: "Open it, or use another name.")
    }
}
