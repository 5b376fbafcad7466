import KapellServer
import Testing

@Suite("Included files")
struct ConfigurationIncludeTests {
    @Test("The including file wins, later files win over earlier ones, and keys are replaced whole")
    func merge() throws {
        let folder = try ConfigurationFolder()
        try folder.write(
            """
            version: 1
            include: [base.yaml, more/second.yaml]
            server: {port: 3}
            knowledge: {c: {sources: [own]}, a: {sources: [mine]}}
            """, to: "kapell.yaml")
        try folder.write(
            """
            version: 1
            server: {port: 1, host: localhost}
            models: {default: {model: local/one, threads: 3}}
            knowledge: {a: {sources: [base], mode: generative}, b: {sources: [base]}}
            """, to: "base.yaml")
        try folder.write(
            "version: 1\nserver: {port: 2}\nmodels: {default: local/x.gguf}\nknowledge: {b: {sources: [docs]}}",
            to: "more/second.yaml")
        let result = try folder.load()
        #expect(result.server == ServerSection(host: "localhost", port: 3))
        let model = ModelReference(provider: "local", name: "x.gguf", path: "\(folder.path)/more/x.gguf")
        #expect(result.models.default == ModelSetting(reference: model))
        #expect(
            result.knowledge == [
                KnowledgeSection(name: "a", sources: ["\(folder.path)/mine"]),
                KnowledgeSection(name: "b", sources: ["\(folder.path)/more/docs"]),
                KnowledgeSection(name: "c", sources: ["\(folder.path)/own"]),
            ])
        #expect(
            result.readFiles == ["kapell.yaml", "base.yaml", "more/second.yaml"].map { "\(folder.path)/\($0)" })
    }

    @Test("Issues name the file they are in, and those of all files are reported")
    func issuesOfAll() throws {
        let folder = try ConfigurationFolder()
        try folder.write("version: 1\nserver: {port: 0}\ninclude: [sub/a.yaml]", to: "kapell.yaml")
        try folder.write("version: 1\nstores: {path: 1}\ninclude: [b.yaml]", to: "sub/a.yaml")
        try folder.write("oops", to: "sub/b.yaml")
        #expect(
            folder.issues().map(\.location) == [
                "\(folder.path)/kapell.yaml:2:16", "\(folder.path)/sub/a.yaml:2:16", "\(folder.path)/sub/b.yaml:1:1",
            ])
    }

    @Test("A circle is refused, whatever the names on its way")
    func circle() throws {
        let folder = try ConfigurationFolder()
        try folder.write("version: 1\ninclude: [sub/a.yaml]", to: "kapell.yaml")
        try folder.write("version: 1\ninclude: [../sub/../kapell.yaml]", to: "sub/a.yaml")
        let found = folder.issues()
        #expect(found.map(\.location) == ["\(folder.path)/sub/a.yaml:2:11"])
        #expect(found.first?.message.contains("includes itself") == true)
        try folder.write("version: 1\ninclude: [kapell.yaml]", to: "kapell.yaml")
        #expect(folder.issues().count == 1)
    }

    @Test("The same file may be included along two ways")
    func diamond() throws {
        let folder = try ConfigurationFolder()
        try folder.write("version: 1\ninclude: [a.yaml, b.yaml]", to: "kapell.yaml")
        try folder.write("version: 1\ninclude: [c.yaml]", to: "a.yaml")
        try folder.write("version: 1\ninclude: [c.yaml]", to: "b.yaml")
        try folder.write("version: 1\nserver: {port: 5}", to: "c.yaml")
        #expect(try folder.load().server.port == 5)
    }

    @Test("Depth, number and size of the files are limited")
    func limits() throws {
        let deep = try ConfigurationFolder()
        for level in 0..<9 { try deep.write("version: 1\ninclude: [f\(level + 1).yaml]", to: "f\(level).yaml") }
        #expect(deep.issues("f0.yaml").map(\.file) == ["\(deep.path)/f7.yaml"])
        #expect(deep.issues("f0.yaml").first?.message.contains("more than 8 deep") == true)

        let wide = try ConfigurationFolder()
        for level in 0..<6 {
            try wide.write("version: 1\ninclude: [f\(level + 1).yaml, f\(level + 1).yaml]", to: "f\(level).yaml")
        }
        try wide.write("version: 1", to: "f6.yaml")
        #expect(wide.issues("f0.yaml").contains { $0.message.contains("more than 32 files") })

        let large = try ConfigurationFolder()
        try large.write("version: 1\ninclude: [a.yaml, a.yaml, a.yaml, a.yaml, a.yaml]", to: "kapell.yaml")
        try large.write("version: 1\n#" + String(repeating: "x", count: 900_000), to: "a.yaml")
        #expect(large.issues().map(\.key) == ["include[4]"])
        #expect(large.issues().first?.message.contains("exceed 4 MB") == true)
    }

    @Test("Variables of included files come from .env beside the first file")
    func environmentFile() throws {
        let folder = try ConfigurationFolder()
        try folder.write("P=5", to: ".env")
        try folder.write("P=6", to: "sub/.env")
        try folder.write("version: 1\ninclude: [sub/a.yaml]", to: "kapell.yaml")
        try folder.write("version: 1\nserver: {port: \"${P}\"}", to: "sub/a.yaml")
        #expect(try folder.load().server.port == 5)
    }
}
