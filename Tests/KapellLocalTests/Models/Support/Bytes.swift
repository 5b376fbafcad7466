import Crypto
import KapellLocal
import KapellTesting
import Synchronization

/// `count` bytes that do not repeat soon.
func noise(_ count: Int, seed: UInt64 = 42) -> [UInt8] {
    var generator = SeededGenerator(seed)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}

/// The SHA-256 in hexadecimal.
func sha256(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { byte in
        let text = String(byte, radix: 16)
        return text.utf8.count == 1 ? "0" + text : text
    }.joined()
}

/// Collects what a callback is given.
final class Recorder<Value: Sendable>: Sendable {
    private let storage = Mutex<[Value]>([])
    var values: [Value] { storage.withLock { $0 } }
    func add(_ value: Value) { storage.withLock { $0.append(value) } }
}

extension DownloadOptions {
    /// Quick enough for tests: short pauses and waits.
    static func quick(
        idle: Duration = .seconds(60), attempts: Int = 4, freeSpace: Int64 = .max
    ) -> DownloadOptions {
        DownloadOptions(
            idleTimeout: idle, connectTimeout: .seconds(60), attempts: attempts, totalAttempts: 20,
            firstPause: .milliseconds(1), redirects: 3, freeSpace: { _ in freeSpace })
    }
}
