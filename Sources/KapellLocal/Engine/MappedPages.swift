internal import CKapellLlama

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The pages of a model's file that are in the process's memory because they were read.
///
/// Weights that are kept as panels are not read from the file again; what else is needed comes back page by page, out of
/// the system's cache of files. Without this a model would count twice.
package struct MappedPages: Sendable {
    private let places: [Range<UInt>]

    /// Where a file is mapped. Nowhere on systems that do not list mappings.
    package init(of path: String) {
        #if os(Linux)
            guard let real = realpath(path, nil),
                let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
            else {
                places = []
                return
            }
            defer { free(real) }
            let file = String(cString: real)
            places = maps.split(separator: "\n").compactMap { Self.mapping($0, of: file) }
        #else
            places = []
        #endif
    }

    /// Gives the pages back. The file must still be mapped.
    package func release() {
        #if os(Linux)
            for place in places {
                madvise(UnsafeMutableRawPointer(bitPattern: place.lowerBound), place.count, MADV_DONTNEED)
            }
        #endif
    }

    /// The addresses of a line of `/proc/self/maps`, if it maps that file to read it with others: what was written
    /// into a mapping of its own would be lost.
    /// `FROM-TO r--s OFFSET DEVICE INODE PATH`, see proc(5).
    package static func mapping(_ line: Substring, of path: String) -> Range<UInt>? {
        let fields = line.split(separator: " ", maxSplits: 5)
        guard fields.count == 6, fields[1] == "r--s", fields[5].drop(while: { $0 == " " }) == path else {
            return nil
        }
        let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
    }
}
