import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("The examples stay short")
struct ExampleLengthTests {
    private static let names = [
        "Chat", "Streaming", "Tools", "TypedOutput", "FewShot", "PromptEndpoint", "CustomBackend",
        "WorkflowGraph", "WorkflowEffects", "WorkflowApproval", "WorkflowSleep", "WorkflowStream", "WorkflowTravel",
        "WorkflowWorkers", "WorkflowSchedules", "WorkflowBudget", "WorkflowReplay", "WorkflowUndo",
    ]
    private static let folder = #filePath.replacing(
        "Tests/KapellExamplesTests/ExampleLengthTests.swift", with: "Examples/Swift")

    private static func text(_ file: String) throws -> String {
        try String(contentsOf: URL(filePath: "\(folder)/\(file)"), encoding: .utf8)
    }

    @Test("An example has at most 60 lines, and the README names it", arguments: names)
    func length(name: String) throws {
        let lines = try Self.text("\(name).swift").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count - 1 <= 60)
        let readMe = try Self.text("README.md")
        #expect(readMe.contains("[\(name).swift](\(name).swift)"))
    }

    @Test("There is no example but these")
    func all() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".swift") }
        #expect(files.sorted() == Self.names.map { "\($0).swift" }.sorted())
    }
}
