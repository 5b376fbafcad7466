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

/// The pages of a model's file that are in the process's memory because loading has read them.
///
/// Weights that are kept as panels are not read from the file again; what else is needed comes back page by page, out of
/// the system's cache of files. Without this a model would count twice.
enum MappedPages {
    /// Gives the file's pages back, where weights are kept as panels. Does nothing on systems that do not list mappings.
    static func release(_ path: String) {
        #if os(Linux)
            guard kapell_llama_panel_bytes() > 0, let real = realpath(path, nil) else { return }
            defer { free(real) }
            guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return }
            for line in maps.split(separator: "\n") {
                guard let range = mapping(line, of: String(cString: real)) else { continue }
                madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
            }
        #endif
    }

    /// The addresses of a line of `/proc/self/maps`, if it maps that file for reading alone: what was written into a
    /// mapping of its own would be lost. `FROM-TO r--s OFFSET DEVICE INODE PATH`, see proc(5).
    static func mapping(_ line: Substring, of path: String) -> Range<UInt>? {
        let fields = line.split(separator: " ", maxSplits: 5)
        guard fields.count == 6, fields[1].hasPrefix("r--"), fields[5].drop(while: { $0 == " " }) == path else {
            return nil
        }
        let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
    }
}
