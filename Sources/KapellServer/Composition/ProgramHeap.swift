#if canImport(Glibc)
    import Glibc
#endif

/// How the program takes memory from the system.
package enum ProgramHeap {
    /// `M_ARENA_MAX` of malloc.h.
    private static let mostArenas: Int32 = -8

    /// Has threads share pools of memory, two for each processor. Does nothing where the system's allocator is another.
    ///
    /// glibc gives up to eight to each. A server has more threads than processors, and what one of them takes another gives
    /// back: each pool keeps holes of its own, and the more there are the more is held. To be called before threads have
    /// taken memory.
    package static func sharePools() {
        #if canImport(Glibc)
            // The header of glibc that declares it is not among those that Swift sees; musl has no such function.
            guard let symbol = dlsym(nil, "mallopt") else { return }
            let mallopt = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
            let processors = max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 512))
            _ = mallopt(mostArenas, Int32(2 * processors))
        #endif
    }
}
