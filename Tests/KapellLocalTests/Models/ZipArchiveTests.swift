import KapellCore
import KapellLocal
import KapellTesting
import KapellZip
import Testing

@Suite("ZIP archives")
struct ZipArchiveTests {
    private static let text = Array(String(repeating: "All work and no play. ", count: 500).utf8)

    private static func sound(isWide: Bool = false) -> [UInt8] {
        var builder = ZipBuilder()
        builder.add("a/stored.txt", Array("as it is".utf8), method: 0, isWide: isWide)
        builder.add("a/packed.txt", text, isWide: isWide)
        builder.add("empty", [], method: 0)
        return builder.archive(isWide: isWide)
    }

    private func code(_ bytes: [UInt8], _ name: String = "x", limits: ZipLimits = ZipLimits()) -> KapellError.Code? {
        do throws(KapellError) {
            let archive = try ZipArchive(MemoryBytes(bytes), limits: limits)
            _ = try archive.bytes(of: archive.required(name), limit: 1 << 20)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("Stored and deflated members come out as they went in", arguments: [false, true])
    func roundTrip(isWide: Bool) throws {
        let archive = try ZipArchive(MemoryBytes(Self.sound(isWide: isWide)))
        #expect(archive.entries.map(\.name) == ["a/stored.txt", "a/packed.txt", "empty"])
        #expect(try archive.bytes(of: archive.required("a/stored.txt"), limit: 100) == Array("as it is".utf8))
        #expect(try archive.bytes(of: archive.required("a/packed.txt"), limit: 1 << 20) == Self.text)
        #expect(try archive.bytes(of: archive.required("empty"), limit: 0) == [])
    }

    @Test("A member is written to a file, with its progress told")
    func toFile() throws {
        let folder = try TemporaryFolder()
        let archive = try ZipArchive(path: folder.write(Self.sound(), to: "x.zip"))
        var last: Int64 = 0
        try archive.extract(archive.required("a/packed.txt"), toFile: folder.file("out")) { last = $0 }
        #expect(try folder.read("out") == Self.text)
        #expect(last == Int64(Self.text.count))
    }

    @Test("A wrong checksum is told")
    func checksum() {
        var builder = ZipBuilder()
        builder.add("x", Self.text, checksum: 7)
        #expect(code(builder.archive()) == .corrupt)
    }

    @Test("A member that unpacks to more or less than it says is refused", arguments: [10, 20_000] as [UInt64])
    func size(size: UInt64) {
        var builder = ZipBuilder()
        builder.add("x", Self.text, size: size)
        #expect(code(builder.archive()) == .corrupt)
    }

    @Test("An encrypted member and an unknown method are named")
    func unsupported() {
        var builder = ZipBuilder()
        builder.add("x", Self.text, flags: 1)
        builder.add("y", Self.text, method: 12)
        #expect(code(builder.archive()) == .encrypted)
        #expect(code(builder.archive(), "y") == .unsupported)
        #expect(code(builder.archive(), "z") == .notFound)
    }

    @Test("Two members of one name are refused")
    func twice() {
        var builder = ZipBuilder()
        builder.add("x", [1])
        builder.add("x", [2])
        #expect(code(builder.archive()) == .corrupt)
    }

    @Test("Limits hold")
    func limits() {
        var builder = ZipBuilder()
        builder.add("x", Self.text)
        #expect(code(builder.archive(), limits: ZipLimits(entries: 0)) == .tooLarge)
        #expect(code(builder.archive(), limits: ZipLimits(entryBytes: 5)) == .tooLarge)
        #expect(code(builder.archive(), limits: ZipLimits(directoryBytes: 5)) == .tooLarge)
    }

    @Test("A cut archive says so at every length")
    func cut() {
        let bytes = Self.sound()
        for length in stride(from: 0, to: bytes.count, by: 3) {
            #expect(code(Array(bytes[..<length]), "a/packed.txt") == .corrupt)
        }
    }

    @Test("Damaged archives give errors, never a crash", arguments: [false, true])
    func fuzz(isWide: Bool) {
        let sound = Self.sound(isWide: isWide)
        var generator = SeededGenerator(11)
        for _ in 0..<1500 {
            guard let archive = try? ZipArchive(MemoryBytes(damaged(sound, with: &generator))) else { continue }
            for entry in archive.entries { _ = try? archive.bytes(of: entry, limit: 1 << 20) }
        }
    }
}
