internal import KapellCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One running program with three pipes, driven by `poll` from a single thread.
struct ToolProcess: ~Copyable {
    private var process: pid_t = 0
    private var standardInput: Int32 = -1
    private var standardOutput: Int32 = -1
    private var standardError: Int32 = -1
    private var written = 0
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// Whether there is still something to read.
    var isOpen: Bool { standardOutput >= 0 || standardError >= 0 }

    /// Starts the program through this very program, which ties its life to ours (``ToolExec``).
    init(_ program: String, _ arguments: [String]) throws(KapellError) {
        var pipes: [Int32] = []
        for _ in 0..<3 {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else {
                for end in pipes { close(end) }
                throw Self.startError(program)
            }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            pipes += ends
        }
        #if os(Linux)
            var actions = posix_spawn_file_actions_t()
        #else
            var actions: posix_spawn_file_actions_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[0], 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[3], 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[5], 2)
        let own = ["kapell-extract", "--exec", "\(OwnProcess.id)", program]
        var pointers: [UnsafeMutablePointer<CChar>?] = (own + arguments).map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        let started = posix_spawn(&process, ProgramPath.own, &actions, nil, pointers, environ)
        for index in [0, 3, 5] { close(pipes[index]) }
        (standardInput, standardOutput, standardError) = (pipes[1], pipes[2], pipes[4])
        guard started == 0 else {
            errno = started
            for end in [standardInput, standardOutput, standardError] { close(end) }
            throw Self.startError(program)
        }
        for end in [standardInput, standardOutput, standardError] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    private static func startError(_ program: String) -> KapellError {
        KapellError(.unavailable, "\(program) could not be started: \(String(cString: strerror(errno))).")
    }

    /// Waits until something can be read or written, and does it.
    mutating func step(input: [UInt8]) throws(KapellError) -> (bytes: ArraySlice<UInt8>, isError: Bool) {
        if standardInput >= 0, written >= input.count { closeInput() }
        var polls = [
            pollfd(fd: standardOutput, events: Int16(POLLIN), revents: 0),
            pollfd(fd: standardError, events: Int16(POLLIN), revents: 0),
            pollfd(fd: standardInput, events: Int16(POLLOUT), revents: 0),
        ]
        guard poll(&polls, 3, -1) >= 0 else {
            if errno == EINTR { return ([], false) }
            throw KapellError(.internalError, "poll failed: \(String(cString: strerror(errno))).")
        }
        if polls[2].revents != 0 { feed(input) }
        for (index, entry) in polls.prefix(2).enumerated() where entry.revents != 0 {
            let count = read(entry.fd, &buffer, buffer.count)
            if count > 0 { return (buffer[..<count], index == 1) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            close(entry.fd)
            if index == 0 { standardOutput = -1 } else { standardError = -1 }
        }
        return ([], false)
    }

    private mutating func feed(_ input: [UInt8]) {
        let count = input.withUnsafeBytes { bytes in
            write(standardInput, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        }
        if count > 0 {
            written += count
        } else if count < 0, errno != EINTR, errno != EAGAIN {
            // The program has ended or wants no more.
            closeInput()
        }
    }

    private mutating func closeInput() {
        close(standardInput)
        standardInput = -1
    }

    /// Waits for the end of the program.
    mutating func wait() -> (exitCode: Int32?, signal: Int32) {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        process = 0
        let signal = status & 0x7F
        return signal == 0 ? ((status >> 8) & 0xFF, 0) : (nil, signal)
    }

    /// Kills the program if it still runs, reaps it and closes the pipes.
    mutating func end() {
        for end in [standardInput, standardOutput, standardError] where end >= 0 { close(end) }
        (standardInput, standardOutput, standardError) = (-1, -1, -1)
        guard process > 0 else { return }
        kill(process, SIGKILL)
        _ = wait()
    }
}
