import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("Limits of the child process")
struct LimitTests {
    private func run(
        _ mode: SelfTest.Mode, _ limits: ExtractionLimits, name: String = "evil.txt"
    ) async throws -> (error: KapellError, elapsed: Duration) {
        let extractor = try DocumentExtractor(limits: limits, selfTest: mode)
        let clock = ContinuousClock()
        let start = clock.now
        let error = try await failure("text", name: name, extractor)
        return (error, clock.now - start)
    }

    @Test("A file above the limit is refused with both numbers before anything is started")
    func tooLarge() async throws {
        // A child of this extractor would hang.
        let extractor = try DocumentExtractor(selfTest: .hang)
        let error = try await failure([UInt8](repeating: 0x61, count: 70_000_000), name: "big.txt", extractor)
        #expect(error.code == .tooLarge)
        #expect(error.message == "big.txt has 70000000 bytes; at most 67108864 are read.")
        #expect(error.remedy != nil)
    }

    @Test("A child that hangs is ended by the wall clock, with its whole group")
    func hang() async throws {
        let name = "hang-\(UInt64.random(in: 0...(.max))).txt"
        let (error, elapsed) = try await run(.hang, ExtractionLimits(wallSeconds: 1), name: name)
        #expect(error.code == .timeout)
        #expect(error.message == "Reading \(name) took longer than 1 seconds and was ended.")
        #expect(!error.isRetryable)
        #expect(elapsed < .seconds(60))
        #expect(Processes.count(with: name) == 0)
    }

    @Test("A child that computes for ever is ended by the processor limit")
    func spin() async throws {
        let (error, _) = try await run(.spin, ExtractionLimits(cpuSeconds: 1))
        #expect(error.code == .limitExceeded)
        #expect(error.message == "Reading evil.txt took more than 1 seconds of processor time.")
    }

    @Test("A child that eats memory is ended by the limit")
    func memory() async throws {
        let (error, _) = try await run(.memory, ExtractionLimits(memoryBytes: 256 << 20))
        #expect(error.code == .limitExceeded)
        #expect(error.message == "Reading evil.txt took more than 256 MiB of memory.")
        #expect(!error.isRetryable)
    }

    @Test("A child that crashes is one clear error")
    func crash() async throws {
        let (error, _) = try await run(.crash, ExtractionLimits())
        #expect(error.code == .internalError)
        #expect(error.message == "The process that read evil.txt crashed (signal 11). The file may be damaged.")
    }

    @Test("A child that writes without end is stopped at the limit")
    func flood() async throws {
        let (error, elapsed) = try await run(.flood, ExtractionLimits(outputBytes: 1 << 20))
        #expect(error.code == .limitExceeded)
        #expect(error.message == "The text of evil.txt is larger than 1048576 bytes.")
        #expect(elapsed < .seconds(30))
    }

    @Test("A text above the output limit is refused by the child itself")
    func output() async throws {
        let extractor = try DocumentExtractor(limits: ExtractionLimits(outputBytes: 10))
        let error = try await failure("twelve bytes", name: "long.txt", extractor)
        #expect(error.code == .limitExceeded)
        #expect(error.message == "The text of long.txt is larger than 10 bytes.")
    }

    @Test("Cancelling the task kills the child at once")
    func cancellation() async throws {
        let name = "cancel-\(UInt64.random(in: 0...(.max))).txt"
        let extractor = try DocumentExtractor(selfTest: .hang)
        let error = await withTaskGroup(of: KapellError?.self) { group in
            group.addTask {
                do throws(KapellError) {
                    _ = try await extractor.extract(Array("text".utf8), name: name)
                    return nil
                } catch {
                    return error
                }
            }
            _ = try? await eventually { Processes.count(with: name) > 0 }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(error?.code == .cancelled)
        #expect(error?.message == "Reading \(name) was cancelled.")
        #expect(Processes.count(with: name) == 0)
    }

    @Test("A task that is already cancelled starts nothing")
    func alreadyCancelled() async throws {
        let extractor = try DocumentExtractor()
        let error = await withTaskGroup(of: KapellError?.self) { group in
            group.cancelAll()
            group.addTask {
                do throws(KapellError) {
                    _ = try await extractor.extract(Array("text".utf8), name: "a.txt")
                    return nil
                } catch {
                    return error
                }
            }
            return await group.next() ?? nil
        }
        #expect(error?.code == .cancelled)
    }

    @Test("Many documents are read at the same time")
    func parallel() async throws {
        let extractor = try DocumentExtractor()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<24 {
                group.addTask {
                    let text = "Document \(number)\n" + String(repeating: "words ", count: number * 3000)
                    return try await extractor.extract(Array(text.utf8), name: "\(number).txt").text == text
                }
            }
            for try await isSame in group { #expect(isSame) }
        }
    }

    @Test("A missing program is named with the places that were looked at")
    func missing() async throws {
        let error = #expect(throws: KapellError.self) { try DocumentExtractor(executable: "/nowhere/kapell-extract") }
        #expect(error?.code == .configuration)
        #expect(error?.message == "There is no program at /nowhere/kapell-extract.")
        #expect(ToolRunner.find("no-such-program-anywhere") == nil)
    }

    @Test("A program that is not kapell-extract gives an error, not a hang")
    func foreign() async throws {
        let error = try await failure("text", name: "a.txt", DocumentExtractor(executable: "/bin/false"))
        #expect(error.code == .internalError)
        #expect(error.message.contains("ended with code 1 and no answer"))
        let chatty = try await failure("text", name: "a.txt", DocumentExtractor(executable: "/bin/echo"))
        #expect(chatty.code == .internalError)
    }
}

@Suite("The child's answer")
struct FrameTests {
    @Test("An answer that is cut, padded, or lies about its spans is refused")
    func frames() {
        let good =
            #"{"frame":4,"kind":"pdf","title":null,"pages":[[1,0,3]],"headings":[[1,0,2,"é"]],"places":[[1,0,2,0,5,9,10]],"tables":[[0,0,3,[0,2]]],"parts":[[0,2,"a","csv",[]],[2,3,"b","pdf",[[1,2,2],[2,2,3]],"12-af"]],"warnings":[],"bytes":3}"#
        func document(_ header: String, _ text: String = "é!") -> ExtractedDocument? {
            ExtractionFrame.document(in: Array("\(header)\n\(text)".utf8))
        }
        #expect(document(good)?.pages == [PageSpan(number: 1, span: ByteSpan(start: 0, end: 3))])
        #expect(
            document(good)?.parts.last?.pages.map(\.span) == [ByteSpan(start: 2, end: 2), ByteSpan(start: 2, end: 3)])
        #expect(document(good)?.parts.map(\.fingerprint) == [nil, "12-af"])
        let many = String(repeating: #"[0,2,"a","csv",[]],"#, count: 2_000)
        #expect(document(good.replacing(#""parts":["#, with: #""parts":["# + many)) == nil)
        #expect(document(good, "é!!") == nil)
        #expect(document(good, "é") == nil)
        for (old, new) in [
            ("[1,0,3]", "[1,0,4]"), ("[1,0,3]", "[2,0,3]"), ("[1,0,3]", "[1,1,3]"), ("[1,0,3]", "[1,0,2]"),
            ("[1,0,3]", "[1,3,0]"), (#"[1,0,2,"é"]"#, #"[1,0,1,"é"]"#), (#"[1,0,2,"é"]"#, #"[7,0,2,"é"]"#),
            (#"[1,0,2,"é"]"#, #"[1,-1,2,"é"]"#), ("[1,0,3]", "[1,0,3,1.5]"), ("[1,0,2,0,5,", "[3,0,2,0,5,"),
            ("12-af", "12"), ("12-af", "-1-af"),
            ("12-af", "12-xy"), ("12-af", "12-af-"), ("12-af", "12-1\(String(repeating: "0", count: 40))"),
            ("9,10]]", "9,10001]]"), ("[0,0,3,[0,2]]", "[0,0,2,[0,3]]"),
            ("[0,0,3,[0,2]]", "[2,0,3,[0,2]]"), ("[0,0,3,[0,2]]", "[0,0,3,[0,2,0]]"), ("[0,2,\"a\"", "[0,1,\"a\""),
            ("\"frame\":4", "\"frame\":3"), ("[1,2,2]", "[1,1,2]"), ("[1,2,2]", "[1,3,2]"), ("[1,2,2]", "[2,2,2]"),
            ("[2,2,3]", "[2,2,2]"), ("[2,2,3]", "[2,2,4]"), (",[[1,2,2],[2,2,3]]", ""), ("[[1,0,3]]", "3"), ("{", "["),
        ] {
            let header = good.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false).joined(
                separator: new)
            #expect(header != good)
            #expect(document(header) == nil, "\(header)")
        }
    }
}
