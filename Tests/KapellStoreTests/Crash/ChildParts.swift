import KapellCore
import KapellJSON
import KapellStore
import KapellTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a ``ChildProcess`` does. Nothing in the process that runs the tests.
@Suite("Parts of a second process", .enabled(if: ChildProcess.part != nil)) struct ChildParts {
    @Test("Plays the part that it was given") func play() async throws {
        let folder = ChildProcess.folder
        switch try #require(ChildProcess.part) {
        case .write:
            try await write(folder)
        case .full:
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
            #if canImport(Glibc)
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            #else
                setrlimit(RLIMIT_FSIZE, &limit)
            #endif
            do { try await write(folder) } catch { acknowledge((error as? KapellError)?.code.rawValue ?? "\(error)") }
        case .journal:
            try await journal(folder)
        case .denied:
            if geteuid() == 0 {
                // Nobody: the superuser may write anywhere.
                setgid(65_534)
                setuid(65_534)
            }
            let calls: [() throws -> Any] = [
                { try SQLiteKnowledgeStore(path: "\(folder)/knowledge.sqlite") },
                { try SQLiteJournal(folder: "\(folder)/new") },
                { try StoreLock.acquire(folder: folder, owner: StoreOwner(command: "kapell")) },
            ]
            for call in calls {
                do {
                    _ = try call()
                    acknowledge("allowed")
                } catch {
                    acknowledge((error as? KapellError)?.code.rawValue ?? "\(error)")
                }
            }
        case .lock:
            let lock = try StoreLock.acquire(folder: folder, owner: StoreOwner(command: "kapell serve"))
            try lock.update(address: "http://127.0.0.1:7272", socket: "\(folder)/kapell.sock")
            acknowledge("held")
            try await Task.sleep(for: .seconds(60))
            lock.release()
        }
    }

    /// Documents and durable events, each acknowledged by name when it is stored.
    private func write(_ folder: String) async throws {
        let store = try SQLiteKnowledgeStore(path: "\(folder)/knowledge.sqlite")
        let journal = try SQLiteJournal(folder: "\(folder)/journal")
        let checkpoints = try SQLiteCheckpoints(folder: "\(folder)/journal", scope: "")
        let collection = try await store.createCollection("contracts", fingerprint: "model", dimensions: 3)
        var generator = SystemRandomNumberGenerator()
        let run = RunID(milliseconds: Timestamp.now.nanoseconds / 1_000_000, using: &generator)
        for round in 0..<100_000 {
            let paragraphs = (0..<8).map {
                "paragraph \($0) of round \(round) " + String(repeating: "words ", count: 40)
            }
            // A name comes again, so that documents are replaced too.
            let name = "\(getpid())-\(round % 50)"
            _ = try await store.write(document(name, paragraphs, hash: "\(round)"), in: collection.id)
            acknowledge(name)
            try await journal.append(
                event(run, round, .checkpoint, ["what": .string("round \(round)")]), content: ["text": "text \(round)"])
            let text = CheckpointValue(type: "text", bytes: Array("text \(round)".utf8))
            let checkpoint = GraphCheckpoint(
                place: CheckpointPlace(thread: "\(run)"), id: "\(1_000_000 + round)", body: text,
                versions: ["text": .string("\(round)")])
            try await checkpoints.put(checkpoint, values: [ChannelValue(channel: "text", value: text)])
            acknowledge("\(run) \(round)")
        }
    }

    private func journal(_ folder: String) async throws {
        let journal = try SQLiteJournal(folder: folder)
        var generator = SystemRandomNumberGenerator()
        let now = Timestamp.now.nanoseconds / 1_000_000
        let durable = RunID(milliseconds: now, using: &generator)
        let observed = RunID(milliseconds: now, using: &generator)
        for number in 0..<100 {
            try await journal.append(event(durable, number), content: ["text": "durable \(number)"])
            journal.observe(event(observed, number), content: ["text": "observed \(number)"])
        }
        await journal.close()
        acknowledge("\(durable)")
        acknowledge("\(observed)")
        acknowledge("\(journal.dropped)")
    }
}
