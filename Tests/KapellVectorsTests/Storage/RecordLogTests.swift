import KapellTesting
import KapellVectors
import Synchronization
import Testing

@Suite("The log")
struct RecordLogTests {
    private let small = RecordLogOptions(segmentBytes: 1_024, maximumRecordBytes: 4_096)

    private func payload(_ number: Int) -> [UInt8] {
        (0..<(number * 37 % 300)).map { UInt8(truncatingIfNeeded: $0 &* number) }
    }

    @Test("What was appended is replayed, in order, over many segments, in every form of append")
    func roundTrip() async throws {
        let folder = try TemporaryFolder()
        let written = (1...60).map(payload)
        for part in stride(from: 0, to: 60, by: 20) {
            let (log, replayed) = try openLog(folder.path, options: small)
            #expect(replayed.payloads == Array(written[..<part]))
            #expect(replayed.sequences == (0..<part).map { UInt64($0 + 1) })
            #expect(log.recovery.cut == nil)
            for (place, payload) in written[part..<part + 18].enumerated() {
                let number = UInt64(part + place + 1)
                switch place % 3 {
                case 0: #expect(try await log.append(payload) == number)
                case 1: #expect(try log.appendAndWait(payload) == number)
                default:
                    #expect(try log.submit(payload) == number)
                    try await log.waitUntilDurable(number)
                }
                #expect(log.lastSequence == number)
            }
            #expect(try await log.append([written[part + 18], written[part + 19]]) == UInt64(part + 20))
            log.close()
            #expect(throws: RecordLogError.closed(folder: folder.path)) { try log.appendAndWait([1]) }
        }
        let (log, replayed) = try openLog(folder.path, after: 31, options: small)
        #expect(replayed.payloads == Array(written[31...]))
        #expect(log.recovery.replayed == 29)
        #expect(try segments(folder).count > 4)
    }

    @Test("Records that arrive together share synchronisations, and each is there once")
    func group() async throws {
        let folder = try TemporaryFolder()
        let device = FailingDevice()
        let (log, _) = try openLog(folder.path, calls: device.calls)
        let before = device.state.withLock { $0.synchronized }
        let numbers = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for number in 0..<200 {
                group.addTask { try await log.append(Array("record \(number)".utf8)) }
            }
            return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
        }
        #expect(numbers == Set(1...200))
        #expect(device.state.withLock { $0.synchronized } - before <= 200)
        log.close()
        let (_, replayed) = try openLog(folder.path)
        #expect(Set(replayed.payloads) == Set((0..<200).map { Array("record \($0)".utf8) }))
    }

    @Test("Segments that a snapshot covers are removed; numbers go on")
    func truncation() async throws {
        let folder = try TemporaryFolder()
        var (log, _) = try openLog(folder.path, options: small)
        for number in 1...40 { _ = try await log.append(payload(number)) }
        let all = try segments(folder).count
        try await log.truncate(through: 20)
        #expect(try segments(folder).count < all)
        log.close()
        (log, _) = try openLog(folder.path, after: 20, options: small)
        #expect(log.recovery.replayed == 20)
        try await log.truncate(through: 40)
        try await log.rotate()
        #expect(try segments(folder) == [folder.file("00000000000000000041.klog")])
        log.close()
        let error = #expect(throws: RecordLogError.self) { try openLog(folder.path, after: 20, options: small) }
        guard case .damaged(folder.file("00000000000000000041.klog"), 0, let what) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(what.contains("21 to 40"))
        #expect(throws: RecordLogError.self) { try openLog(folder.path, after: 41, options: small) }
        let (again, replayed) = try openLog(folder.path, after: 40, options: small)
        #expect(replayed.payloads.isEmpty)
        #expect(try await again.append([7]) == 41)
    }

    @Test("A log that begins after a snapshot takes its numbers from there")
    func beginning() async throws {
        let folder = try TemporaryFolder()
        let (log, _) = try openLog(folder.file("log"), after: 1_000)
        #expect(log.lastSequence == 1_000)
        #expect(try await log.append([UInt8]()) == 1_001)
        log.close()
        #expect(try openLog(folder.file("log"), after: 1_000).replayed.sequences == [1_001])
    }

    @Test("A second log on the folder is refused, and named")
    func locked() throws {
        let folder = try TemporaryFolder()
        let (log, _) = try openLog(folder.path)
        #expect(throws: RecordLogError.locked(folder: folder.path)) { try openLog(folder.path) }
        _ = try log.appendAndWait([1])
        log.close()
        #expect(try openLog(folder.path).replayed.payloads == [[1]])
    }

    @Test("Unknown files stay; unfinished segments go")
    func foreignFiles() throws {
        let folder = try TemporaryFolder()
        for name in ["notes.txt", "x.klog", "1.klog.new", "00000000000000000007.klog.new", "0000000000000000000x.klog"]
        {
            try writeBytes([1, 2, 3], to: folder.file(name))
        }
        let (log, _) = try openLog(folder.path)
        #expect(log.recovery.removed == ["00000000000000000007.klog.new"])
        #expect(
            try folder.names == [
                "00000000000000000001.klog", "0000000000000000000x.klog", "1.klog.new", "lock", "notes.txt", "x.klog",
            ])
    }

    @Test("Records and options that are too large, and folders that cannot be, are refused")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let (log, _) = try openLog(folder.path, options: small)
        #expect(throws: RecordLogError.recordTooLarge(bytes: 4_097, limit: 4_096)) {
            try log.appendAndWait([UInt8](repeating: 0, count: 4_097))
        }
        #expect(try log.appendAndWait([UInt8](repeating: 0, count: 4_096)) == 1)
        for path in ["", "a\0b", folder.file("no/such"), folder.file("lock")] {
            #expect(throws: RecordLogError.self) { try openLog(path) }
        }
        for options in [RecordLogOptions(segmentBytes: 5), RecordLogOptions(maximumRecordBytes: 0)] {
            #expect(throws: RecordLogError.self) { try openLog(folder.file("other"), options: options) }
        }
        #expect(throws: RecordLogError.self) { try openLog(folder.file("other"), after: .max) }
    }

    @Test("An error of the reader ends the opening, and gives the folder back")
    func replayError() throws {
        struct Stop: Error {}
        let folder = try TemporaryFolder()
        let (log, _) = try openLog(folder.path)
        _ = try log.appendAndWait([1])
        log.close()
        #expect(throws: Stop.self) { try RecordLog.open(folder: folder.path) { _, _ in throw Stop() } }
        #expect(try openLog(folder.path).replayed.payloads == [[1]])
    }
}
