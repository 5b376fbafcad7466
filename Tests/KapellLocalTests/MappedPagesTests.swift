import KapellLocal
import KapellTesting
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
        "A line about the file says where it is mapped and how; no other is read",
        arguments: [
            ("7f00-9f00 r--s 00000000 fe:00 123    /models/a.gguf", 0x7f00..<0x9f00),
            ("7f00-9f00 r--s 00000000 fe:00 123    /models/a.gguf.more", nil),
            ("7f00-9f00 r--s 00000000 fe:00 123    /models/a.gguf (deleted)", nil),
            ("7f00-7f00 r--s 00000000 fe:00 123    /models/a.gguf", nil),
            ("9f00-7f00 r--s 00000000 fe:00 123    /models/a.gguf", nil),
            ("7f00 r--s 00000000 fe:00 123    /models/a.gguf", nil),
            ("xyz-9f00 r--s 00000000 fe:00 123    /models/a.gguf", nil),
            ("7f00-9f00 r--s 00000000 00:00 0", nil), ("", nil),
        ] as [(String, Range<UInt>?)])
    func lines(line: String, range: Range<UInt>?) {
        let mapping = MemoryMapping(line: line[...], of: "/models/a.gguf")
        #expect(mapping?.addresses == range)
        #expect(range == nil || mapping?.permissions == "r--s")
    }

    @Test("A path with blanks is one field")
    func blanks() {
        let line = "10-20 r--s 0 0:0 1  /my models/a b.gguf"
        #expect(MemoryMapping(line: line[...], of: "/my models/a b.gguf")?.addresses == 0x10..<0x20)
    }

    @Test("What the system writes while it is read comes whole, however long it is")
    func systemText() {
        #expect(FileSystem.systemText("/proc/self/none") == nil)
        #if os(Linux)
            // The stack of the process is the last but a few, some hundred kilobytes behind the first.
            let maps = FileSystem.systemText("/proc/self/maps")
            #expect(maps?.contains("[stack]") == true)
        #endif
    }

    #if os(Linux)
        @Test(
            "What was given back is read again as it was, and where others have mapped the file, nothing is given back")
        func release() throws {
            let length = 98_304  // whole pages of every size
            let folder = try TemporaryFolder()
            let path = folder.path + "/pages"
            try Data(repeating: 7, count: length).write(to: URL(filePath: path))
            let file = open(path, O_RDONLY)
            defer { close(file) }
            func map() -> UnsafeRawBufferPointer {
                UnsafeRawBufferPointer(start: mmap(nil, length, PROT_READ, MAP_SHARED, file, 0), count: length)
            }
            func unmap(_ pages: UnsafeRawBufferPointer) { munmap(.init(mutating: pages.baseAddress), length) }
            func sum(_ pages: UnsafeRawBufferPointer) -> Int { pages.reduce(0) { $0 + Int($1) } }
            func kilobytes(_ pages: UnsafeRawBufferPointer) throws -> Int {
                let place = String(UInt(bitPattern: pages.baseAddress), radix: 16) + "-"
                let status = try #require(FileSystem.systemText("/proc/self/smaps")).split(separator: "\n")
                let lines = status.drop { !$0.hasPrefix(place) && !$0.hasPrefix("0" + place) }
                let line = try #require(lines.first { $0.hasPrefix("Rss:") })
                return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
            }
            let others = map()
            let (own, pages) = MappedPages.mapping(path, by: map)
            let later = map()
            defer { for pages in [others, own, later] { unmap(pages) } }
            for pages in [others, own, later] { #expect(sum(pages) == 7 * length) }
            pages.release()
            #expect(try kilobytes(own) == 0)
            #expect(try kilobytes(others) == length / 1_024)
            #expect(try kilobytes(later) == length / 1_024)
            #expect(sum(own) == 7 * length)
            #expect(try kilobytes(own) == length / 1_024)
        }
    #endif
}
