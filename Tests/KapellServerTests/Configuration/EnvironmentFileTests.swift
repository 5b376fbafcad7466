import KapellServer
import Testing

@Suite("The file .env")
struct EnvironmentFileTests {
    private func description(_ env: String, environment: [String: String] = [:]) throws -> String? {
        let folder = try ConfigurationFolder()
        try folder.write(env, to: ".env")
        try folder.write(
            "version: 1\nknowledge: {a: {sources: [x], description: \"${V}\"}}", to: "kapell.yaml")
        return try folder.load(environment: environment).knowledge.first?.description
    }

    @Test(
        "Every way to write a value is read",
        arguments: [
            ("V=one", "one"), ("export V=one", "one"), ("  V = one two  ", "one two"), ("V=one # comment", "one"),
            ("V=one#two", "one#two"), ("V=#x", ""), ("V=", ""), ("V='one # $V \\n'", "one # $V \\n"),
            ("V=\"one\\n\\\"two\\\" \\$ \\\\ \\x\"", "one\n\"two\" $ \\ \\x"), ("V=\"one\ntwo\"\nW=3", "one\ntwo"),
            ("# V=no\n\nV=one\r\n", "one"), ("V=one\nV=two", "two"), ("V='x' # comment", "x"), ("\u{FEFF}V=one", "one"),
            ("V=a=b", "a=b"), ("export=1\nV=one", "one"), ("V=${X}", "${X}"),
        ])
    func values(env: String, expected: String) throws {
        #expect(try description(env) == expected)
    }

    @Test("The environment wins over the file, even with an empty value")
    func environmentWins() throws {
        #expect(try description("V=file", environment: ["V": "process"]) == "process")
        #expect(try description("V=file", environment: ["V": ""]) == "")
    }

    @Test(
        "Mistakes are named by line and column, without the line's content",
        arguments: [
            ("hunter2", "1:1"), ("V=ok\n  hunter2 x=1", "2:3"), ("1V=hunter2", "1:1"), ("V=ok\nW='hunter2", "2:3"),
            ("V='a' hunter2", "1:7"), ("=hunter2", "1:1"), ("V-W=hunter2\nV=1", "1:1"),
            ("W=\"a\nb\" hunter2\nV=1", "2:4"),
        ])
    func mistakes(env: String, place: String) throws {
        let folder = try ConfigurationFolder()
        try folder.write(env, to: ".env")
        try folder.write("version: 1\nstores: {path: \"${V:-x}\"}", to: "kapell.yaml")
        let found = folder.issues()
        #expect(found.map(\.location) == ["\(folder.path)/.env:\(place)"])
        #expect(found.allSatisfy { !$0.description.contains("hunter2") })
    }

    @Test("It is read only when a variable is not in the environment")
    func onlyWhenNeeded() throws {
        let folder = try ConfigurationFolder()
        try folder.write("this is no such file", to: ".env")
        try folder.write("version: 1\nserver: {port: \"${P}\"}", to: "kapell.yaml")
        let result = try folder.load(environment: ["P": "80"])
        #expect(result.readFiles == ["\(folder.path)/kapell.yaml"])
        #expect(folder.issues().count == 2)
    }

    @Test("Files that cannot be .env are refused")
    func notAFile() throws {
        let folder = try ConfigurationFolder()
        try folder.makeFolder("\(folder.path)/.env")
        try folder.write("version: 1\nserver: {port: \"${P:-80}\"}", to: "kapell.yaml")
        #expect(folder.issues().map(\.message) == ["The file is not a regular file."])
    }

    @Test("Without one, variables come from the environment alone; a reload still watches for it")
    func absent() throws {
        let folder = try ConfigurationFolder()
        try folder.write("version: 1\nserver: {port: \"${P:-80}\"}", to: "kapell.yaml")
        #expect(try folder.load().readFiles == ["\(folder.path)/kapell.yaml", "\(folder.path)/.env"])
    }
}
