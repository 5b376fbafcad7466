import Hummingbird
import KapellCollections
import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `/kapell/v1/snapshots`: copies of all collections, in the store's folder, made and read back while serving.
struct SnapshotRoutes {
    let system: KapellSystem

    func add(to router: Router<KapellRequestContext>) {
        let group = router.group("kapell/v1/snapshots")
        group.get { _, _ in Response.json(["snapshots": .array(try names().map { .string($0) })]) }
        group.post { request, _ in
            let name = try await JSONBody.object(of: request).required("name")
            let folder = try folder(of: name, mustExist: false)
            try make()
            let sequences = try await system.vectors.backup(to: folder)
            var collections = JSONObject()
            for (name, sequence) in sequences.sorted(by: { $0.key < $1.key }) {
                collections[name] = CollectionJSON.sequence(sequence)
            }
            return Response.json(["name": .string(name), "collections": .object(collections)], status: .created)
        }
        group.post(":name/verify") { _, context in
            let database = try await open(context.parameters.require("name"))
            do {
                let report = try await database.verify()
                await database.close()
                return Response.json(Self.json(report))
            } catch {
                await database.close()
                throw error
            }
        }
        group.post(":name/restore") { request, context in
            let name = try context.parameters.require("name")
            return Response.json(try await restore(name, await JSONBody.object(of: request)))
        }
        router.post("kapell/v1/collections/verify") { _, _ in
            Response.json(Self.json(try await system.vectors.verify()))
        }
    }

    private var root: String { "\(system.project.store)/snapshots" }

    private func make() throws {
        do { try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true) } catch {
            throw KapellError(.storage, "The folder \(root) cannot be made.", remedy: "Check its permissions.")
        }
    }

    private func names() throws -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).filter(Self.isName).sorted()
    }

    private static func isName(_ name: String) -> Bool {
        name.utf8.allSatisfy(VectorCollectionOptions.isNamePart) && (1...64).contains(name.utf8.count)
    }

    private func folder(of name: String, mustExist: Bool) throws -> String {
        guard Self.isName(name) else {
            throw KapellError(
                .invalidRequest, "\(name.prefix(80)) is no name of a snapshot.",
                remedy: "Use 1 to 64 letters, digits, - and _.")
        }
        let folder = "\(root)/\(name)"
        guard !mustExist || FileManager.default.fileExists(atPath: folder) else {
            throw KapellError(
                .notFound, "There is no snapshot \(name).", remedy: "List them: GET /kapell/v1/snapshots")
        }
        return folder
    }

    private func open(_ name: String) async throws -> LocalVectorDatabase {
        try await LocalVectorDatabase.open(folder: folder(of: name, mustExist: true))
    }

    /// Copies a collection of a snapshot into a new one. When it fails, the new one is not there.
    private func restore(_ name: String, _ body: JSONObject) async throws -> JSONObject {
        let source = try body.required("collection")
        let target = try body.text("as") ?? source
        let database = try await open(name)
        let count: Int
        do {
            let from = try await database.collection(source)
            var options = from.options
            options.name = target
            let into = try await system.vectors.create(options, model: (from as? LocalCollection)?.model)
            system.collectionModels.forget(target)
            do {
                count = try await Self.copy(from, into)
            } catch {
                try? await system.vectors.drop(target)
                throw error
            }
        } catch {
            await database.close()
            throw error
        }
        await database.close()
        return ["collection": .string(target), "records": .integer(Int64(count))]
    }

    private static func copy(_ from: any VectorCollection, _ into: any VectorCollection) async throws -> Int {
        var count = 0
        for namespace in try await from.namespaces() {
            var last: String?
            while true {
                try Task.checkCancellation()
                let page = try await from.scroll(
                    after: last, limit: 1_000, where: nil, namespace: namespace, parts: .all)
                guard let end = page.last else { break }
                try await into.upsert(page, namespace: namespace)
                count += page.count
                last = end.id
            }
        }
        return count
    }

    private static func json(_ report: [CollectionVerification]) -> JSONObject {
        [
            "collections": .array(
                report.map { entry in
                    [
                        "name": .string(entry.name), "files": .integer(Int64(entry.files)),
                        "error": entry.failure?.json ?? .null,
                    ]
                })
        ]
    }
}
