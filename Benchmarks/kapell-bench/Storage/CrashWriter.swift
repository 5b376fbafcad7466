import KapellJSON
import KapellVectors
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A store that Benchmarks/crash kills: an index with its log and its snapshots in one folder.
///
/// `--task write` opens it and writes without end, and tells each acknowledged write on a line of its own: "ack", the
/// id and its number. `--task read` opens it and tells what it holds, and what opening reported.
enum CrashWriter {
    static func run(_ arguments: Arguments) async throws -> JSONObject {
        let folder = try arguments.required("folder")
        switch arguments["task"] {
        case "write":
            let store = try Store(folder)
            print("open \(store.log.lastSequence)")
            fflush(nil)
            try await store.writeRecords(first: arguments.number("first", 1), every: arguments.number("snapshot", 300))
            return [:]
        case "read": return read(folder)
        default: throw BenchFailure("crash-writer needs --task write or --task read")
        }
    }

    private static func read(_ folder: String) -> JSONObject {
        do {
            let store = try Store(folder)
            var wrong = 0
            for id in store.index.ids where store.index.vector(for: id) != Store.vector(id) { wrong += 1 }
            let cut: JSONValue =
                if let cut = store.log.recovery.cut {
                    [
                        "file": .string(cut.file), "offset": .integer(Int64(cut.offset)),
                        "bytes": .integer(Int64(cut.bytes)),
                    ]
                } else {
                    .null
                }
            if let path = store.snapshot { try VectorIndex.verify(path: path) }
            return [
                "ids": .array(store.index.ids.sorted().map { .integer($0) }), "wrong": .integer(Int64(wrong)),
                "last": .integer(Int64(store.log.lastSequence)), "cut": cut,
            ]
        } catch {
            return ["error": .string("\(error)")]
        }
    }
}

/// An index and its log. A record is an id; its vector follows from it.
private final class Store: Sendable {
    let log: RecordLog
    let index: VectorIndex
    /// The snapshot's path, where there is one.
    let snapshot: String?
    private let path: String
    private let next = Mutex(0)

    init(_ folder: String) throws {
        path = folder + "/index"
        var after: UInt64 = 0
        var opened: OpenedSnapshot<VectorIndex>?
        do {
            opened = try VectorIndex.open(path: path)
        } catch VectorError.snapshotNotFound {
            opened = nil
        }
        if let opened { after = opened.sequence }
        // Few vectors until there is a graph, so that there is one in most runs.
        let index =
            try opened?.index
            ?? VectorIndex(
                dimensions: 8, metric: .l2, options: HNSWOptions(links: 4, efConstruction: 8), exactLimit: 100)
        log = try RecordLog.open(
            folder: folder + "/log", after: after, options: RecordLogOptions(segmentBytes: 4_096)
        ) { _, payload in
            let id = payload.loadUnaligned(as: Int64.self)
            try index.upsert(id: id, vector: Self.vector(id))
        }
        self.index = index
        snapshot = opened == nil ? nil : path
    }

    static func vector(_ id: Int64) -> [Float] { (1...8).map { Float((id &* 7_919 &* $0) % 1_009) } }

    /// Four writers at once, and a snapshot after so many records.
    func writeRecords(first: Int, every: Int) async throws {
        next.withLock { $0 = first }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    while true { try await self.writeOne(every) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func writeOne(_ every: Int) async throws {
        // The order of ids is that of the log, and each change is in the index before a snapshot can miss it.
        let (id, sequence) = try next.withLock { next throws in
            let id = Int64(next)
            next += 1
            let filler = [UInt8](repeating: UInt8(truncatingIfNeeded: id), count: Int(id * 31 % 700))
            let sequence = try log.submit(withUnsafeBytes(of: id) { Array($0) } + filler)
            try index.upsert(id: id, vector: Self.vector(id))
            return (id, sequence)
        }
        try await log.waitUntilDurable(sequence)
        tell("ack \(id) \(sequence)\n")
        if sequence % UInt64(every) == 0 {
            // A snapshot must not hold what the log could lose.
            let saved = try next.withLock { _ throws in
                let last = try log.flush()
                try index.save(to: path, sequence: last)
                return last
            }
            try await log.truncate(through: saved)
        }
    }

    /// Straight to the pipe: what is told has happened.
    private func tell(_ line: String) {
        let bytes = Array(line.utf8)
        if write(1, bytes, bytes.count) != bytes.count { exit(1) }
    }
}
