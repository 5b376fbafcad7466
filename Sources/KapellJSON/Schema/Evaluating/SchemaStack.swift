#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The stack of the thread, which a validation must not overflow.
enum SchemaStack {
    /// Schemas that lie less deep in one another than this are applied without a look at the stack.
    static let safeDepth = 24

    /// What is left for everything else.
    private static let reserve: UInt = 96 * 1_024

    #if canImport(Glibc)
        private typealias Attributes =
            @convention(c) (pthread_t, UnsafeMutablePointer<pthread_attr_t>) -> Int32

        /// `pthread_getattr_np`, which glibc's headers show to GNU programs only.
        private static let attributes: Attributes? =
            dlsym(nil, "pthread_getattr_np").map { unsafeBitCast($0, to: Attributes.self) }
    #endif

    /// The address below which a validation on this thread must not go. Where the system does not say how large the
    /// stack is, 256 KiB below `address` are taken.
    @inline(never)
    static func limit(from address: UInt) -> UInt {
        #if canImport(Glibc)
            var attributes = pthread_attr_t()
            if let ask = Self.attributes, ask(pthread_self(), &attributes) == 0 {
                defer { pthread_attr_destroy(&attributes) }
                var lowest: UnsafeMutableRawPointer?
                var size = 0
                if pthread_attr_getstack(&attributes, &lowest, &size) == 0, let lowest {
                    return UInt(bitPattern: lowest) + reserve
                }
            }
        #elseif canImport(Darwin)
            let thread = pthread_self()
            let size = UInt(pthread_get_stacksize_np(thread))
            return UInt(bitPattern: pthread_get_stackaddr_np(thread)) - size + reserve
        #endif
        return address - min(address, 256 * 1_024)
    }

    /// An address within the present frame, near enough.
    @inline(never)
    static func address() -> UInt {
        var mark: UInt8 = 0
        return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
    }
}
