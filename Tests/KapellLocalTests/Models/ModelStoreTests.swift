import KapellCore
import KapellLocal
import Testing

@Suite("The model store")
struct ModelStoreTests {
    private let folder: TemporaryFolder
    private let model: [UInt8]
    private let wheel: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("llama"))
        writer.tensors.append(.init(name: "t", dimensions: [256], type: .f32) { () throws(KapellError) in noise(1024) })
        try writer.write(to: OutputFile(path: folder.file("model.gguf")))
        model = try folder.read("model.gguf")
        var builder = ZipBuilder()
        builder.add("pkg/model.gguf", model)
        wheel = builder.archive()
    }

    private var catalogue: ModelCatalogue {
        ModelCatalogue(entries: [
            ModelCatalogueEntry(
                name: "local/tiny", purpose: .chat, summary: "Tiny.", licence: "MIT", origin: "a test",
                contextTokens: 8, bytes: Int64(model.count), sha256: sha256(model),
                wheel: WheelSource(
                    project: "Tiny_Model", version: "1", file: "tiny_model-1-py3-none-any.whl", sha256: sha256(wheel),
                    bytes: Int64(wheel.count), unpackedBytes: Int64(model.count), recipe: .member("pkg/model.gguf")))
        ])
    }

    private func store(_ environment: [String: String] = [:], catalogue: ModelCatalogue? = nil) -> ModelStore {
        ModelStore(
            home: folder.file("home"), catalogue: catalogue ?? self.catalogue,
            pip: PipSettings(environment: environment) { () throws(KapellError) in "" }, options: .quick())
    }

    /// An index with the page of the project and the wheel.
    private func index() throws -> LoopbackServer {
        let wheel = wheel
        let hash = sha256(wheel)
        return try LoopbackServer { request, _, connection in
            switch request.path {
            case "/simple/tiny-model/":
                let link = "../../files/tiny_model-1-py3-none-any.whl"
                connection.respond(
                    "200 OK", headers: ["Content-Type: text/html"],
                    body: Array("<a href='\(link)#sha256=00'>old</a><a href='\(link)#sha256=\(hash)'>it</a>".utf8))
            case "/files/tiny_model-1-py3-none-any.whl": connection.serve(wheel, to: request)
            default: connection.respond("404 Not Found")
            }
        }
    }

    private func code(_ body: () async throws -> Void) async -> KapellError.Code? {
        await #expect(throws: KapellError.self) { try await body() }?.code
    }

    @Test("A model is fetched from the index, unpacked and checked, once")
    func fromIndex() async throws {
        let server = try index()
        let store = store(["PIP_INDEX_URL": "\(server.address)/simple"])
        let seen = Recorder<ModelProgress>()
        let path = try await store.prepare("tiny") { seen.add($0) }
        #expect(path == folder.file("home/models/local/tiny.gguf"))
        #expect(try folder.read("home/models/local/tiny.gguf") == model)
        #expect(seen.values.last?.stage == .ready)
        #expect(Set(seen.values.map(\.stage)).isSuperset(of: [.locating, .downloading, .unpacking, .verifying]))
        #expect(!folder.has("home/models/downloads/tiny_model-1-py3-none-any.whl"))
        #expect(try await store.prepare("local/tiny") == path)
        #expect(try await store.prepare("local/tiny", verify: true) == path)
        #expect(try store.path(for: "tiny") == path)
        #expect(server.requests.count == 2)
    }

    @Test("A wheel in a folder of PIP_FIND_LINKS is taken, without any network")
    func fromFolder() async throws {
        let path = try folder.write(wheel, to: "tiny_model-1-py3-none-any.whl")
        let store = store(["PIP_FIND_LINKS": "/nowhere \(folder.path)"])
        _ = try await store.prepare("tiny")
        #expect(try folder.read("home/models/local/tiny.gguf") == model)
        #expect(path.isEmpty || folder.has("tiny_model-1-py3-none-any.whl"))
    }

    @Test("A wheel with another hash in such a folder is passed over")
    func wrongFolder() async throws {
        _ = try folder.write(wheel.reversed(), to: "tiny_model-1-py3-none-any.whl")
        #expect(await code { _ = try await store(["PIP_FIND_LINKS": folder.path]).prepare("tiny") } == .configuration)
    }

    @Test("An index without the pinned hash is told so")
    func otherHash() async throws {
        let server = try index()
        var catalogue = catalogue
        catalogue.entries[0].wheel.sha256 = sha256([])
        let store = store(["PIP_INDEX_URL": "\(server.address)/simple"], catalogue: catalogue)
        #expect(await code { _ = try await store.prepare("tiny") } == .notFound)
    }

    @Test("A model that comes out with another hash is not kept")
    func otherModel() async throws {
        _ = try folder.write(wheel, to: "tiny_model-1-py3-none-any.whl")
        var catalogue = catalogue
        catalogue.entries[0].sha256 = sha256([])
        let store = store(["PIP_FIND_LINKS": folder.path], catalogue: catalogue)
        #expect(await code { _ = try await store.prepare("tiny") } == .corrupt)
        #expect(!folder.has("home/models/local/tiny.gguf") && !folder.has("home/models/local/tiny.gguf.new"))
    }

    @Test("A model that was changed is noticed and prepared again")
    func changed() async throws {
        _ = try folder.write(wheel, to: "tiny_model-1-py3-none-any.whl")
        let store = store(["PIP_FIND_LINKS": folder.path])
        _ = try await store.prepare("tiny")
        _ = try folder.write(Array(model.dropLast(7)), to: "home/models/local/tiny.gguf")
        #expect(await code { _ = try store.path(for: "tiny") } == .corrupt)
        #expect(store.list().map(\.state) == [.changed])
        _ = try await store.prepare("tiny")
        #expect(try folder.read("home/models/local/tiny.gguf") == model)
        #expect(store.list().map(\.state) == [.ready])
    }

    @Test("A model that is missing names the command that helps")
    func missing() async {
        let error = #expect(throws: KapellError.self) { try store().path(for: "local/tiny") }
        #expect(error?.code == .notFound)
        #expect(error?.remedy == "Run: kapell pull local/tiny")
        #expect(await code { _ = try store().path(for: "other") } == .notFound)
        #expect(await code { _ = try await store().prepare("other") } == .notFound)
        #expect(await code { _ = try store().path(for: "./nothing.gguf") } == .notFound)
        #expect(store().list().map(\.state) == [.absent])
    }

    @Test("Names cannot leave the store", arguments: ["../x", "local/../x", "a/b", "", "-x", ".x", "x y", "x\u{0}"])
    func names(name: String) {
        let error = #expect(throws: KapellError.self) { try store().path(for: name) }
        #expect(error?.code == .invalidRequest || error?.code == .notFound)
    }

    @Test("A path to a GGUF file is taken as it is, once it was checked")
    func byPath() async throws {
        let path = folder.file("model.gguf")
        #expect(try store().path(for: path) == path)
        #expect(try await store().prepare(path) == path)
        let cut = try folder.write(Array(model.dropLast(500)), to: "cut.gguf")
        #expect(await code { _ = try await store().prepare(cut) } == .corrupt)
    }

    @Test("A file is pulled by its address and then known by its name")
    func pull() async throws {
        let model = model
        let server = try LoopbackServer { request, _, connection in connection.serve(model, to: request) }
        let store = store()
        let path = try await store.pull(from: ["\(server.address)/Some.gguf"], sha256: sha256(model).uppercased())
        #expect(path == folder.file("home/models/local/Some.gguf"))
        #expect(try store.path(for: "local/Some") == path)
        #expect(try await store.prepare("Some", verify: true) == path)
        #expect(store.list().map(\.name) == ["local/Some", "local/tiny"])
        _ = try await store.pull(from: ["\(server.address)/Some.gguf"], sha256: sha256(model))
        #expect(server.requests.count == 1)
        #expect(await code { _ = try await store.pull(from: ["https://h/x"], sha256: "12") } == .invalidRequest)
        let hash = sha256(model)
        #expect(
            await code { _ = try await store.pull(from: ["https://h/x"], sha256: hash, name: "tiny") } == .conflict)
    }

    @Test("What was pulled must be a model")
    func pullOther() async throws {
        let page = Array("<!doctype html><p>Hello".utf8)
        let server = try LoopbackServer { request, _, connection in connection.serve(page, to: request) }
        let error = await #expect(throws: KapellError.self) {
            try await store().pull(from: ["\(server.address)/x.gguf"], sha256: sha256(page))
        }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("web page") == true)
    }

    @Test("The catalogue of this release is complete")
    func standard() {
        #expect(ModelCatalogue.standard.entry("all-minilm-l6-v2")?.dimensions == 384)
        for entry in ModelCatalogue.standard.entries {
            #expect(entry.name.hasPrefix("local/"))
            #expect(entry.sha256.utf8.count == 64 && entry.wheel.sha256.utf8.count == 64)
            #expect(entry.bytes > 0 && !entry.licence.isEmpty && !entry.summary.isEmpty)
        }
    }
}
