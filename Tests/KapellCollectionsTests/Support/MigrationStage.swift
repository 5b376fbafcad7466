import KapellCollections
import KapellCore
import KapellLexical
import Testing

/// A database that is opened anew where it is in a folder, and stays in memory otherwise.
final class MigrationStage {
    let folder: TestFolder?
    private(set) var database: LocalVectorDatabase

    init(inFolder: Bool) async throws {
        folder = inFolder ? try TestFolder() : nil
        database =
            if let folder { try await .open(folder: "\(folder.path)/db", settings: smallSettings()) } else {
                LocalVectorDatabase(settings: smallSettings())
            }
    }

    func reopen() async throws {
        guard let folder else { return }
        await database.close()
        database = try await .open(folder: "\(folder.path)/db", settings: smallSettings())
        #expect(database.damagedCollections.isEmpty)
    }

    func docs() async throws -> any VectorCollection { try await database.collection("docs") }

    func migration() async throws -> CollectionMigration { try await database.migration(of: "docs") }

    /// The collection of the old model with texts `a` to the count-th letter.
    func fill(_ count: Int, namespace: String = "") async throws -> [String: String] {
        if try await database.collections().isEmpty {
            var options = try await EmbeddingSpace(TestModel.old).options(name: "docs")
            options.analyzer = try Analyzer(language: .english).identifier
            _ = try await database.create(options, model: TestModel.old.model)
        }
        var texts: [String: String] = [:]
        for number in 0..<count { texts["r\(number + 100)"] = "record number \(number) of \(count) words" }
        var records: [VectorRecord] = []
        for (id, text) in texts { records.append(try await TestModel.old.record(id, text)) }
        try await docs().upsert(records, namespace: namespace)
        return texts
    }
}
