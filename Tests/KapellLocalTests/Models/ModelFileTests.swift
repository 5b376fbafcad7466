import KapellCore
import KapellLocal
import Testing

@Suite("Files of models")
struct ModelFileTests {
    #if os(Linux)
        @Test("A disk that fills up while writing is told as such")
        func full() throws {
            let file = try OutputFile(path: "/dev/full", mode: .append)
            let error = #expect(throws: KapellError.self) { try file.write([1, 2, 3]) }
            #expect(error?.code == .diskFull)
            #expect(error?.message.contains("3 bytes") == true)
        }
    #endif

    @Test("Sizes are told in words")
    func sizes() {
        #expect(ByteCount.text(1) == "1 byte")
        #expect(ByteCount.text(999) == "999 bytes")
        #expect(ByteCount.text(92_871_040) == "92.8 MB")
        #expect(ByteCount.text(1_500_000_000) == "1.5 GB")
    }

    @Test("A lock is held by one at a time")
    func lock() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("lock")
        let inside = Recorder<Int>()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<3 {
                group.addTask {
                    try? await FileLock.withLock(path) { () async throws(KapellError) in
                        inside.add(number)
                        try? await Task.sleep(for: .milliseconds(20))
                        inside.add(number)
                    }
                }
            }
        }
        let values = inside.values
        #expect(values.count == 6)
        for pair in stride(from: 0, to: values.count, by: 2) { #expect(values[pair] == values[pair + 1]) }
    }

    @Test("A folder is no file")
    func folder() throws {
        let folder = try TemporaryFolder()
        #expect(throws: KapellError.self) { try FileBytes(path: folder.path) }
        #expect(throws: KapellError.self) { try FileBytes(path: folder.file("none")) }
        #expect(throws: KapellError.self) { try FileSystem.makeFolder(folder.write([], to: "x") + "/y") }
    }
}
