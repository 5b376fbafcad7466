#if canImport(Glibc)
    internal import Glibc

    /// System calls that the C headers hide from Swift: they are variadic, or declared for GNU sources only.
    ///
    /// Looked up by name at run time; each says whether it was there and succeeded.
    enum LinuxCalls {
        /// `prctl(PR_SET_PDEATHSIG, signal)`: the kernel sends the signal when the parent ends.
        static func setParentDeathSignal(_ signal: Int32) -> Bool {
            // The fixed and the variadic convention agree for integer arguments on x86-64 and 64-bit ARM Linux.
            typealias Call = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
            guard let call = find("prctl", as: Call.self) else { return false }
            return call(1, UInt(signal), 0, 0, 0) == 0
        }

        /// `close_range(first, ~0, 0)`: closes every descriptor from `first` on.
        static func closeDescriptors(from first: UInt32) -> Bool {
            typealias Call = @convention(c) (UInt32, UInt32, Int32) -> Int32
            guard let call = find("close_range", as: Call.self) else { return false }
            return call(first, UInt32.max, 0) == 0
        }

        /// `memfd_create(name, MFD_CLOEXEC)`: a file in memory without a name; -1 when there is none.
        static func createMemoryFile(_ name: String) -> Int32 {
            typealias Call = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32
            guard let call = find("memfd_create", as: Call.self) else { return -1 }
            return name.withCString { call($0, 1) }
        }

        private static func find<Call>(_ name: String, as type: Call.Type) -> Call? {
            guard let symbol = dlsym(nil, name) else { return nil }
            return unsafeBitCast(symbol, to: type)
        }
    }
#endif
