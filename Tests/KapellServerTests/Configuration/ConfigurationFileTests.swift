import KapellCore
import KapellServer
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("The file itself")
struct ConfigurationFileTests {
    @Test("A missing file, a folder and a pipe are named as what they are")
    func kinds() throws {
        let folder = try ConfigurationFolder()
        let missing = folder.issues()
        #expect(missing.map(\.location) == ["\(folder.path)/kapell.yaml:1:1"])
        #expect(missing.first?.message == "The file does not exist.")
        #expect(missing.first?.remedy.contains("kapell init") == true)
        try folder.makeFolder("\(folder.path)/folder.yaml")
        #expect(folder.issues("folder.yaml").map(\.message) == ["The file is not a regular file."])
        #expect(mkfifo("\(folder.path)/pipe.yaml", 0o600) == 0)
        #expect(folder.issues("pipe.yaml").map(\.message) == ["The file is not a regular file."])
        #expect(folder.issues("folder.yaml/x/kapell.yaml").map(\.message) == ["The file does not exist."])
    }

    @Test("A file that may not be read says so", .enabled(if: geteuid() != 0, "root may read everything"))
    func unreadable() throws {
        let folder = try ConfigurationFolder()
        let path = try folder.write("version: 1", to: "kapell.yaml")
        #expect(chmod(path, 0) == 0)
        #expect(folder.issues().map(\.message) == ["The file may not be read."])
    }

    @Test("A relative path is named as it was given and resolved to an absolute one")
    func relative() throws {
        do {
            _ = try KapellConfiguration.load(path: "no-such-folder/kapell.yaml", environment: [:])
            Issue.record("The file was accepted")
        } catch {
            #expect(error.kapellError.message == "no-such-folder/kapell.yaml:1:1: The file does not exist.")
        }
        let result = try KapellConfiguration.load(
            bytes: Array("version: 1".utf8), path: "x/../kapell.yaml", environment: [:])
        #expect(result.file == FileManager.default.currentDirectoryPath + "/kapell.yaml")
    }

    @Test("Discovery looks in the folder, and above it only up to the root of its repository")
    func discovery() throws {
        let folder = try ConfigurationFolder()
        let inner = "\(folder.path)/repository/a/b"
        try folder.makeFolder(inner)
        try folder.write("version: 1", to: "kapell.yaml")
        #expect(KapellConfiguration.discover(from: inner) == nil)
        #expect(KapellConfiguration.discover(from: folder.path) == "\(folder.path)/kapell.yaml")

        try folder.makeFolder("\(folder.path)/repository/.git")
        #expect(KapellConfiguration.discover(from: inner) == nil)
        let root = try folder.write("version: 1", to: "repository/kapell.yml")
        #expect(KapellConfiguration.discover(from: inner) == root)
        #expect(KapellConfiguration.discover(from: inner + "/../b/") == root)
        let preferred = try folder.write("version: 1", to: "repository/kapell.yaml")
        #expect(KapellConfiguration.discover(from: inner) == preferred)
        let near = try folder.write("version: 1", to: "repository/a/b/kapell.yml")
        #expect(KapellConfiguration.discover(from: inner) == near)
        #expect(KapellConfiguration.discover(from: "\(folder.path)/missing") == nil)
        try folder.makeFolder("\(folder.path)/other/kapell.yaml")
        #expect(KapellConfiguration.discover(from: "\(folder.path)/other") == nil)
    }
}
