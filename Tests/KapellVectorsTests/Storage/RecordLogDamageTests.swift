import KapellTesting
import KapellVectors
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("A log after a crash or damage")
struct RecordLogDamageTests {
    private let payloads: [[UInt8]] = (0..<12).map { number in [UInt8](repeating: UInt8(number), count: 5 + 11 * number)
    }

    /// A folder with a log of one segment, and where each record begins.
    private func sample(_ folder: TemporaryFolder, batched: Bool = false) async throws -> (path: String, starts: [Int])
    {
        let (log, _) = try openLog(folder.path)
        if batched {
            _ = try await log.append(payloads)
        } else {
            for payload in payloads { _ = try await log.append(payload) }
        }
        log.close()
        let starts = payloads.indices.map { 32 + payloads[..<$0].reduce(0) { $0 + 24 + $1.count } }
        return (try segments(folder)[0], starts)
    }

    @Test("A file cut off anywhere gives the whole records before the cut, and goes on")
    func torn() async throws {
        let folder = try TemporaryFolder()
        let (path, starts) = try await sample(folder)
        let whole = try readBytes(path)
        for length in stride(from: 32, through: whole.count, by: 3) {
            try writeBytes(Array(whole[..<length]), to: path)
            let (log, replayed) = try openLog(folder.path)
            let ends = starts.indices.map { starts[$0] + 24 + payloads[$0].count }
            let count = ends.count { $0 <= length }
            #expect(replayed.payloads == Array(payloads[..<count]))
            let good = count == 0 ? 32 : ends[count - 1]
            #expect(
                log.recovery.cut
                    == (good == length
                        ? nil : RecordLogRecovery.Cut(file: path, offset: good, bytes: length - good, records: 0)))
            #expect(try log.appendAndWait([9, 9]) == UInt64(count + 1))
            log.close()
            #expect(try openLog(folder.path).replayed.payloads == payloads[..<count] + [[9, 9]])
        }
    }

    @Test("Any flipped bit is an error that changes nothing, or, in the last record, a cut that is told")
    func flipped() async throws {
        let folder = try TemporaryFolder()
        let (path, starts) = try await sample(folder)
        let whole = try readBytes(path)
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= 1 << UInt8(place % 8)
            try writeBytes(damaged, to: path)
            if place >= starts[11] {
                let (log, replayed) = try openLog(folder.path)
                #expect(replayed.payloads == Array(payloads[..<11]))
                #expect(log.recovery.cut?.offset == starts[11])
                continue
            }
            let error = #expect(throws: RecordLogError.self) { try openLog(folder.path) }
            switch error {
            case .damaged(path, let offset, _): #expect(offset == (starts.last { $0 <= place } ?? 0))
            default: Issue.record("byte \(place): \(String(describing: error))")
            }
            #expect(try readBytes(path) == damaged)
        }
    }

    @Test("Of a batch that was not acknowledged, the device may keep the end without the beginning")
    func tornBatch() async throws {
        let folder = try TemporaryFolder()
        let (path, starts) = try await sample(folder, batched: true)
        var bytes = try readBytes(path)
        for place in starts[2]..<starts[4] { bytes[place] = 0 }
        try writeBytes(bytes, to: path)
        let (log, replayed) = try openLog(folder.path)
        #expect(replayed.payloads == Array(payloads[..<2]))
        #expect(
            log.recovery.cut
                == RecordLogRecovery.Cut(file: path, offset: starts[2], bytes: bytes.count - starts[2], records: 8))
    }

    @Test("A payload that looks like a record is none")
    func imitation() async throws {
        let folder = try TemporaryFolder()
        let (path, _) = try await sample(folder)
        let whole = try readBytes(path)
        let other = try TemporaryFolder()
        let (log, _) = try openLog(other.path)
        _ = try await log.append([UInt8](repeating: 0, count: 20) + whole[32...])
        log.close()
        let second = try segments(other)[0]
        try writeBytes(Array(try readBytes(second).dropLast()), to: second)
        #expect(try openLog(other.path).log.recovery.cut?.offset == 32)
    }

    @Test("A missing segment and a foreign one are errors that name what is missing")
    func missingSegments() async throws {
        let folder = try TemporaryFolder()
        let (log, _) = try openLog(folder.path, options: RecordLogOptions(segmentBytes: 1_024))
        for _ in 0..<20 { _ = try await log.append([UInt8](repeating: 1, count: 500)) }
        log.close()
        let paths = try segments(folder)
        #expect(paths.count > 4)
        for (place, path) in paths.enumerated().dropLast() {
            let bytes = try readBytes(path)
            unlink(path)
            let error = #expect(throws: RecordLogError.self) { try openLog(folder.path) }
            guard case .damaged(paths[place + 1], 0, let what)? = error, what.contains("missing") else {
                Issue.record("\(place): \(String(describing: error))")
                return
            }
            try writeBytes(try readBytes(paths[place + 1]), to: path)
            #expect(throws: RecordLogError.self) { try openLog(folder.path) }
            // Cut in the middle of the log is no torn end.
            try writeBytes(Array(bytes.dropLast(3)), to: path)
            #expect(throws: RecordLogError.self) { try openLog(folder.path) }
            try writeBytes(bytes, to: path)
        }
        #expect(try openLog(folder.path).replayed.payloads.count == 20)
        for path in paths { unlink(path) }
        #expect(throws: RecordLogError.self) { try openLog(folder.path) }
    }

    @Test("Random damage never crashes, and never gives what was not written", arguments: 0..<4)
    func fuzz(seed: Int) async throws {
        let folder = try TemporaryFolder()
        let (path, _) = try await sample(folder, batched: seed % 2 == 1)
        let whole = try readBytes(path)
        var random = SeededGenerator(UInt64(seed + 90))
        for _ in 0..<150 {
            var bytes = whole
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...200, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: for place in start..<end { bytes[place] = UInt8.random(in: 0...255, using: &random) }
            case 1: bytes.removeSubrange(start..<end)
            case 2: for place in start..<end { bytes[place] = 0 }
            case 3: bytes.insert(contentsOf: bytes[start..<end], at: start)
            default: bytes += bytes[start..<end]
            }
            try writeBytes(bytes, to: path)
            do {
                let replayed = try openLog(folder.path).replayed.payloads
                #expect(replayed == Array(payloads[..<replayed.count]))
            } catch is RecordLogError {
                #expect(try readBytes(path) == bytes)
            }
        }
    }

    @Test(
        "A full device ends the log with an error of its own; nothing acknowledged is lost",
        arguments: [0, 10, 40, 120])
    func full(room: Int) async throws {
        let folder = try TemporaryFolder()
        let device = FailingDevice()
        let (log, _) = try openLog(folder.path, calls: device.calls)
        _ = try await log.append(payloads[3])
        device.state.withLock { $0.room = room }
        let error = RecordLogError.diskFull(folder: folder.path)
        await #expect(throws: error) { _ = try await log.append([payloads[4], payloads[5], payloads[6]]) }
        device.state.withLock { $0.room = .max }
        await #expect(throws: error) { _ = try await log.append(payloads[4]) }
        #expect(throws: error) { try log.appendAndWait(payloads[4]) }
        #expect(throws: error) { try log.submit(payloads[4]) }
        await #expect(throws: error) { try await log.waitUntilDurable(4) }
        try await log.waitUntilDurable(1)
        log.close()
        let (again, replayed) = try openLog(folder.path)
        #expect(replayed.payloads == [payloads[3]])
        #expect(again.recovery.cut == nil)
        #expect(try await again.append([5]) == 2)
    }

    @Test("A device that cannot synchronise ends the log; records that were not acknowledged do not come back")
    func synchronisation() async throws {
        let folder = try TemporaryFolder()
        let device = FailingDevice()
        let (log, _) = try openLog(folder.path, calls: device.calls)
        _ = try await log.append(payloads[3])
        device.state.withLock { $0.synchronizations = 0 }
        var errors: [RecordLogError] = []
        for _ in 0..<2 {
            do throws(RecordLogError) { _ = try await log.append(payloads[4]) } catch { errors.append(error) }
            device.state.withLock { $0.synchronizations = .max }
        }
        #expect(errors.count == 2 && errors[0] == errors[1])
        guard case .storage(try segments(folder)[0], _, _) = errors[0] else {
            Issue.record("\(errors)")
            return
        }
        log.close()
        #expect(try openLog(folder.path).replayed.payloads == [payloads[3]])
        // Not even opened where it cannot.
        device.state.withLock { $0.synchronizations = 0 }
        #expect(throws: RecordLogError.self) { try openLog(folder.path, calls: device.calls) }
        device.state.withLock { $0 = FailingDevice.State(room: 5) }
        #expect(throws: RecordLogError.diskFull(folder: folder.file("new"))) {
            try openLog(folder.file("new"), calls: device.calls)
        }
    }

    @Test("A folder that cannot be written to is told so", arguments: [EROFS, EACCES])
    func readOnly(code: Int32) throws {
        let folder = try TemporaryFolder()
        let calls = StorageCalls(create: { _ in
            errno = code
            return -1
        })
        let reason = String(cString: strerror(code))
        #expect(throws: RecordLogError.readOnly(folder: folder.path, reason: reason)) {
            try openLog(folder.path, calls: calls)
        }
        #expect(try folder.names.isEmpty)
    }
}
