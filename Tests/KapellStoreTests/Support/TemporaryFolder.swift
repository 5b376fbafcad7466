#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder that goes when the object goes.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/kapell-store-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            mkdtemp(buffer.baseAddress!).map { String(cString: $0) } ?? "/tmp"
        }
    }

    deinit {
        if path != "/tmp" { try? FileManager.default.removeItem(atPath: path) }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func exists(_ name: String) -> Bool { access(file(name), F_OK) == 0 }

    func read(_ name: String) -> [UInt8] {
        (try? Data(contentsOf: URL(filePath: file(name)))).map(Array.init) ?? []
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: file(name)))
    }
}
