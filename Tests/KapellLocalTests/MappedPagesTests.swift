import KapellLocal
import Testing

#if canImport(Glibc)
    import Glibc
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Pages of files in memory")
struct MappedPagesTests {
    @Test(
        "Only a mapping of the file that reads it with others is found",
        arguments: [
            ("7f00-9f00 r--s 00000000 fe:00 123    /models/a.gguf", 0x7f00..<0x9f00),
            ("7f00-9f00 r--p 00001000 fe:00 123    /models/a.gguf", nil),
            ("7f00-9f00 rw-p 00000000 fe:00 123    /models/a.gguf", nil),
            ("7f00-9f00 r-xp 00000000 fe:00 123    /models/a.gguf.more", nil),
            ("7f00-9f00 r--s 00000000 fe:00 123    /models/a.gguf (deleted)", nil),
            ("7f00-7f00 r--s 00000000 fe:00 123    /models/a.gguf", nil),
            ("9f00-7f00 r--s 00000000 fe:00 123    /models/a.gguf", nil),
            ("7f00 r--s 00000000 fe:00 123    /models/a.gguf", nil),
            ("xyz-9f00 r--s 00000000 fe:00 123    /models/a.gguf", nil),
            ("7f00-9f00 r--s 00000000 00:00 0", nil), ("", nil),
        ] as [(String, Range<UInt>?)])
    func lines(line: String, range: Range<UInt>?) {
        #expect(MappedPages.mapping(line[...], of: "/models/a.gguf") == range)
    }

    @Test("A path with blanks is one field")
    func blanks() {
        let line = "10-20 r--s 0 0:0 1  /my models/a b.gguf"
        #expect(MappedPages.mapping(line[...], of: "/my models/a b.gguf") == 0x10..<0x20)
    }

    #if os(Linux)
        @Test("What was given back is read again as it was")
        func release() throws {
            let name = "kapell-pages-\(UInt64.random(in: 0 ... .max))"
            let path = FileManager.default.temporaryDirectory.appending(path: name).path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try Data(repeating: 7, count: 100_000).write(to: URL(filePath: path))
            let file = open(path, O_RDONLY)
            defer { close(file) }
            let bytes = try #require(mmap(nil, 100_000, PROT_READ, MAP_SHARED, file, 0))
            defer { munmap(bytes, 100_000) }
            let mapped = UnsafeRawBufferPointer(start: bytes, count: 100_000)
            func kilobytes() throws -> Int {
                let status = try String(contentsOfFile: "/proc/self/smaps", encoding: .utf8).split(separator: "\n")
                let place = try #require(status.firstIndex { $0.hasSuffix(path) })
                let line = try #require(status[place...].first { $0.hasPrefix("Rss:") })
                return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
            }
            #expect(mapped.reduce(0) { $0 + Int($1) } == 700_000)
            #expect(try kilobytes() >= 97)
            MappedPages(of: path).release()
            #expect(try kilobytes() == 0)
            #expect(mapped.reduce(0) { $0 + Int($1) } == 700_000)
        }
    #endif
}
