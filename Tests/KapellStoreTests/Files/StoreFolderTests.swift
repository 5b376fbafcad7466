import KapellCore
import KapellStore
import Testing

@Suite("Folders are made") struct StoreFolderTests {
    let folder = TemporaryFolder()

    @Test("With those above it; one that is there already is no error") func nested() throws {
        try StoreFolder.create(folder.file("a/b/c"))
        #expect(folder.exists("a/b/c/."))
        try StoreFolder.create(folder.file("a/b/c"))
        try StoreFolder.create(folder.file("a//b/"))
    }

    @Test("One that cannot be made is named, with what is in its place", arguments: ["file/a/b", "file"])
    func impossible(name: String) async throws {
        try folder.write([1], to: "file")
        let error = await failure { try StoreFolder.create(folder.file(name)) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains(folder.file("file")) == true)
        #expect(error?.remedy != nil)
    }

    @Test("One without a name is refused", arguments: ["", "a\0b"]) func nameless(path: String) async {
        #expect(await failure { try StoreFolder.create(path) }?.code == .invalidRequest)
    }
}
