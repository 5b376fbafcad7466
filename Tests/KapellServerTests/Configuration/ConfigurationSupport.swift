import KapellServer
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Loads text that stands for `/project/kapell.yaml`, which is not on the disk.
func configuration(_ yaml: String, environment: [String: String] = [:]) throws -> KapellConfiguration {
    try KapellConfiguration.load(
        bytes: Array(yaml.utf8), path: "/project/kapell.yaml", environment: environment)
}

/// The issues of such a text; fails the test when there are none.
func issues(
    _ yaml: String, environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
) -> [ConfigurationIssue] {
    issues(of: Array(yaml.utf8), environment: environment, sourceLocation: sourceLocation)
}

func issues(
    of bytes: [UInt8], environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
) -> [ConfigurationIssue] {
    do {
        _ = try KapellConfiguration.load(bytes: bytes, path: "/project/kapell.yaml", environment: environment)
        Issue.record("The file was accepted", sourceLocation: sourceLocation)
        return []
    } catch {
        return error.issues
    }
}

/// A folder that is removed when the value goes away.
final class ConfigurationFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/kapell-configuration-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try makeFolder(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]))
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }

    func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func load(_ name: String = "kapell.yaml", environment: [String: String] = [:]) throws(ConfigurationError)
        -> KapellConfiguration
    {
        try KapellConfiguration.load(path: "\(path)/\(name)", environment: environment)
    }

    /// A home inside it that has the prepared models, where there are some.
    func home() throws -> KapellHome {
        let home = "\(path)/home"
        try makeFolder(home)
        if PreparedModels.areThere {
            try FileManager.default.createSymbolicLink(
                atPath: "\(home)/models", withDestinationPath: "\(PreparedModels.home)/models")
        }
        return KapellHome(path: home)
    }

    /// The project of its kapell.yaml, with that home.
    func project() throws -> Project {
        Project(configuration: try load(), home: try home(), origin: path)
    }

    func issues(
        _ name: String = "kapell.yaml", environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> [ConfigurationIssue] {
        do {
            _ = try load(name, environment: environment)
            Issue.record("The file was accepted", sourceLocation: sourceLocation)
            return []
        } catch {
            return error.issues
        }
    }
}
