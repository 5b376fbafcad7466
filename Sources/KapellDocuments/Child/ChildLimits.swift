internal import KapellCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What the child process takes from itself before it reads a byte.
enum ChildLimits {
    /// Closes inherited descriptors, sets the resource limits and ties the process to its parent's life.
    ///
    /// - Returns: the error when a limit cannot be set; nothing is read then.
    static func apply(_ options: ExtractOptions) -> KapellError? {
        closeDescriptors()
        if let parent = options.parent { dieWithParent(parent) }
        // Standard input and the pipes of a program that has ended are no reason to be killed.
        signal(SIGPIPE, SIG_IGN)
        let limits = options.limits
        let cpu = limits.cpuSeconds
        var isSet =
            set(RLIMIT_CORE, 0, 0) && set(RLIMIT_FSIZE, 0, 0)
            // The soft limit ends the process with SIGXCPU, which names the reason.
            && set(RLIMIT_CPU, cpu, cpu + 1)
        // The limit of the address space is not enforced on Darwin.
        #if !canImport(Darwin)
            isSet = isSet && set(RLIMIT_AS, limits.memoryBytes, limits.memoryBytes)
        #endif
        guard !isSet else { return nil }
        return KapellError(
            .internalError,
            "The limits for reading \(options.name) could not be set: \(String(cString: strerror(errno))).",
            remedy: "Check ulimit -a: the hard limits must allow the configured ones.")
    }

    /// A limit, never above the hard limit that is already in force.
    private static func set(_ resource: Resource, _ soft: Int, _ hard: Int) -> Bool {
        var current = rlimit()
        guard getrlimit(resource.number, &current) == 0 else { return false }
        var wanted = rlimit()
        wanted.rlim_max = min(rlim_t(hard), current.rlim_max)
        wanted.rlim_cur = min(rlim_t(soft), wanted.rlim_max)
        return setrlimit(resource.number, &wanted) == 0
    }

    #if canImport(Glibc)
        private typealias Resource = __rlimit_resource
    #else
        private typealias Resource = Int32
    #endif

    private static func closeDescriptors() {
        #if canImport(Glibc)
            if LinuxCalls.closeDescriptors(from: 3) { return }
        #endif
        for descriptor in 3..<max(4, min(Int32(clamping: sysconf(Int32(_SC_OPEN_MAX))), 65_536)) { close(descriptor) }
    }

    /// Asks the kernel to kill this process when its parent is gone, and ends it if that has already happened.
    static func dieWithParent(_ parent: Int32) {
        #if canImport(Glibc)
            _ = LinuxCalls.setParentDeathSignal(SIGKILL)
        #endif
        if getppid() != parent { _exit(0) }
    }
}

#if canImport(Glibc)
    extension __rlimit_resource {
        fileprivate var number: Int32 { Int32(bitPattern: rawValue) }
    }
#else
    extension Int32 {
        fileprivate var number: Int32 { self }
    }
#endif
