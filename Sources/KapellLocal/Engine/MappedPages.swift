import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The pages of a model's file that are in the process's memory because they were read.
///
/// Weights that are kept as panels are not read from the file again; what else is needed comes back page by page, out of
/// the system's cache of files. Without this a model would count twice.
package struct MappedPages: Sendable {
    /// One file is mapped at a time, so that what is new is known from what others have mapped of the same file.
    private static let turn = Mutex(())

    private let places: [Range<UInt>]

    /// Runs something that maps a file, and says where: nowhere on systems that do not list mappings.
    ///
    /// Other mappings of the file are left out, for they may be given up at any time, and other memory lie in their place.
    package static func mapping<Result>(
        _ path: String, by map: () throws -> Result
    ) rethrows -> (Result, MappedPages) {
        let file = realpath(path, nil).map { name in
            defer { free(name) }
            return String(cString: name)
        }
        var results: (Result, MappedPages)?
        try turn.withLock { _ in
            // Where these are not known, nothing is surely its own.
            let others = places(of: file)
            let result = try map()
            let own = others.flatMap { others in
                places(of: file)?.filter { place in !others.contains { $0.overlaps(place) } }
            }
            results = (result, MappedPages(places: own ?? []))
        }
        return results!
    }

    /// Where it is mapped to be read with others: what is written into a mapping of its own would be lost.
    private static func places(of file: String?) -> [Range<UInt>]? {
        #if os(Linux)
            return file.flatMap(MemoryMapping.all)?.filter { $0.permissions == "r--s" }.map(\.addresses)
        #else
            return nil
        #endif
    }

    /// Gives the pages back. The file must still be mapped there.
    package func release() {
        #if os(Linux)
            for place in places {
                madvise(UnsafeMutableRawPointer(bitPattern: place.lowerBound), place.count, MADV_DONTNEED)
            }
        #endif
    }
}
