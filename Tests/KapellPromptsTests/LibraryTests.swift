import KapellCore
import KapellJSON
import KapellPrompts
import Testing

@Suite("Folders of prompts") struct LibraryTests {
    private func library(_ folders: PromptFolder...) throws -> PromptLibrary {
        try PromptLibrary(PromptLoader(sources: folders.map(\.path), hasBuiltIns: false))
    }

    @Test("Prompt files of a folder are read; others are passed over") func folder() throws {
        let folder = try PromptFolder()
        try folder.write(plain, to: "b.prompt.md")
        try folder.write(plain, to: "a.prompt.md")
        try folder.write("x", to: "README.md")
        try folder.write("x", to: ".c.prompt.md")
        let library = try library(folder)
        #expect(library.prompts.map(\.name) == ["a", "b"])
        let error = #expect(throws: KapellError.self) { try library.prompt("c") }
        #expect(error?.code == .notFound && error?.remedy == "There are: a, b.")
    }

    @Test("A path is no name", arguments: ["../a", "a/../../b", "/etc/passwd", "a.prompt.md", ""])
    func traversal(_ name: String) throws {
        let folder = try PromptFolder()
        try folder.write(plain, to: "a.prompt.md")
        let error = #expect(throws: KapellError.self) { try library(folder).prompt(name) }
        #expect(error?.code == .invalidRequest)
        let archive = PromptArchive(folder: folder.path)
        #expect(throws: KapellError.self) { try archive.versions(of: name) }
        #expect(throws: KapellError.self) { try archive.prompt(name, version: "abcd") }
        #expect(throws: KapellError.self) { try archive.last(of: name) }
    }

    @Test("A change is in force at once; a mistake leaves the set before in force, whole") func reload() throws {
        let folder = try PromptFolder()
        try folder.write(plain, to: "a.prompt.md")
        try folder.write(plain, to: "b.prompt.md")
        let library = try library(folder)
        let first = try library.prompt("a").version
        try folder.write(plain.replacing("again", with: "twice"), to: "a.prompt.md")
        let second = try library.prompt("a").version
        #expect(first != second && library.problem == nil)
        try folder.write("---\nformat: 1\n---\n{{x", to: "b.prompt.md")
        try folder.write(plain, to: "a.prompt.md")
        #expect(try library.prompt("a").version == second)
        #expect(library.problem?.message.contains("b.prompt.md:4: ") == true)
        try folder.remove("b.prompt.md")
        #expect(try library.prompt("a").version == first)
        #expect(library.problem == nil && library.prompts.count == 1)
    }

    @Test("A changed file of examples is a change of the prompt") func exampleReload() throws {
        let folder = try PromptFolder()
        try folder.write("---\nformat: 1\ninput: {a: string}\nfewshot: {file: e.jsonl}\n---\n{{a}}", to: "a.prompt.md")
        try folder.write(#"{"input": {"a": "x"}, "output": "y"}"#, to: "e.jsonl")
        let library = try library(folder)
        let first = try library.prompt("a").version
        try folder.write(#"{"input": {"a": "x"}, "output": "longer"}"#, to: "e.jsonl")
        #expect(try library.prompt("a").version != first)
    }

    @Test("Two files of one name are refused, with both paths") func duplicates() throws {
        let (one, two) = (try PromptFolder(), try PromptFolder())
        try one.write(plain, to: "a.prompt.md")
        try two.write(plain, to: "a.prompt.md")
        let error = #expect(throws: KapellError.self) { try library(one, two) }
        #expect(error?.message == "The prompt a is there twice: \(one.path)/a.prompt.md and \(two.path)/a.prompt.md.")
    }

    @Test("Everything that is wrong is listed together") func problems() throws {
        let folder = try PromptFolder()
        try folder.write("no", to: "a.prompt.md")
        try folder.write(plain, to: "Big Name.prompt.md")
        try folder.write("---\nformat: 1\ninput: {a: string}\nfewshot: {file: e.jsonl}\n---\n{{a}}", to: "c.prompt.md")
        try folder.link("d.prompt.md", to: "/etc/passwd")
        let loader = PromptLoader(sources: [folder.path, "\(folder.path)/none"], hasBuiltIns: false)
        let outcome = loader.load()
        let text = outcome.problems.map(\.message).joined(separator: "\n")
        #expect(outcome.problems.count == 5 && outcome.prompts.isEmpty)
        for part in [
            "a.prompt.md:1: ", "`Big Name` is not the name", "e.jsonl does not exist", "symbolic link",
            "none does not exist",
        ] {
            #expect(text.contains(part), "\(text)")
        }
        #expect(throws: KapellError.self) { try PromptLibrary(loader) }
    }

    @Test("Examples lie beside their prompt, and nowhere else") func exampleLink() throws {
        let folder = try PromptFolder()
        try folder.write("---\nformat: 1\ninput: {a: string}\nfewshot: {file: e.jsonl}\n---\n{{a}}", to: "c.prompt.md")
        try folder.link("e.jsonl", to: "/etc/passwd")
        let outcome = PromptLoader(sources: ["\(folder.path)/c.prompt.md"], hasBuiltIns: false).load()
        #expect(outcome.problem?.message.contains("symbolic link") == true)
    }

    @Test("What is built in is there, and a file of the same name takes its place") func builtIns() throws {
        let folder = try PromptFolder()
        #expect(
            PromptLoader(sources: []).load().prompts.map(\.name) == [
                "answer-span", "classify", "compare", "extract", "summarise", "translate",
            ])
        try folder.write(plain, to: "classify.prompt.md")
        let library = try PromptLibrary(PromptLoader(sources: [folder.path]))
        #expect(try library.prompt("classify").source.isBuiltIn == false)
        #expect(try library.prompt("extract").source.isBuiltIn)
    }

    @Test("Every version that was kept can be had again, by the beginning of its hash") func archive() throws {
        let (folder, home) = (try PromptFolder(), try PromptFolder())
        let archive = PromptArchive(folder: "\(home.path)/prompts")
        try folder.write("---\nformat: 1\ninput: {a: string}\nfewshot: {file: e.jsonl}\n---\n{{a}}", to: "a.prompt.md")
        try folder.write(#"{"input": {"a": "x"}, "output": "y"}"#, to: "e.jsonl")
        let loader = PromptLoader(sources: [])
        let first = try loader.file("\(folder.path)/a.prompt.md")
        #expect(try archive.last(of: "a") == nil && archive.versions(of: "a").isEmpty)
        try archive.keep(first, isRun: true)
        try archive.keep(first, isRun: true)
        try folder.write("---\nformat: 1\ninput: {a: string}\n---\n{{a}}!", to: "a.prompt.md")
        let second = try loader.file("\(folder.path)/a.prompt.md")
        try archive.keep(second)
        #expect(Set(try archive.versions(of: "a").map(\.version)) == [first.version, second.version])
        #expect(try archive.last(of: "a") == first.version)
        let again = try PromptArchive(folder: archive.folder).prompt("a", version: first.version.short)
        #expect(again.version == first.version && again.fewShot?.examples.count == 1)
        #expect(throws: KapellError.self) { try archive.prompt("a", version: "ffffffff") }
        #expect(throws: KapellError.self) { try archive.prompt("a", version: "../last") }
        try home.write("{}", to: "prompts/a/\(first.version).json")
        let error = #expect(throws: KapellError.self) { try archive.prompt("a", version: first.version.short) }
        #expect(error?.code == .corrupt)
    }

    @Test("A difference shows the changed lines") func difference() throws {
        let old = try prompt("---\nformat: 1\ninput: {a: string}\n---\none\ntwo\nthree\n{{a}}\n")
        let new = try prompt("---\nformat: 1\ninput: {a: string}\n---\none\n2\nthree\nmore\n{{a}}\n")
        let difference = PromptDifference(from: old, to: new)
        #expect(difference.text == "@@\n input: {a: string}\n ---\n one\n-two\n+2\n three\n+more\n {{a}}\n ")
        #expect(!difference.isSameMeaning && PromptDifference(from: old, to: old).text.isEmpty)
        let end = try prompt("---\nformat: 1\ninput: {a: string}\n---\none\n2\n3\n{{a}}!")
        #expect(PromptDifference(from: old, to: end).text.hasSuffix("-{{a}}\n-\n+2\n+3\n+{{a}}!"))
        let remark = try prompt("---\n# remark\nformat: 1\ninput: {a: string}\n---\none\ntwo\nthree\n{{a}}\n")
        #expect(PromptDifference(from: old, to: remark).isSameMeaning)
    }
}
