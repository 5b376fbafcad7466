import KapellLocal

#if canImport(Glibc)
    import Glibc
#endif

/// The pages of the program itself that are in memory.
///
/// A start touches most of a large program once: it looks for conformances, reads the configuration, opens the store. Most
/// of what it touched is not needed again.
package enum ProgramPages {
    /// Gives the pages of the program's code back. They are clean copies of its file: what is needed again comes back by
    /// itself, and is read from the system's cache of files. Does nothing where the system does not say where they are.
    package static func release() {
        #if os(Linux)
            guard let own = realpath("/proc/self/exe", nil) else { return }
            defer { free(own) }
            // Only what cannot have been written to.
            for code in MemoryMapping.all(of: String(cString: own)) ?? [] where code.permissions == "r-xp" {
                madvise(.init(bitPattern: code.addresses.lowerBound), code.addresses.count, MADV_DONTNEED)
            }
        #endif
    }
}
