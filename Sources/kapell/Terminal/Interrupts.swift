import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ctrl-C, where it is to stop an answer and not the program.
enum Interrupts {
    private static let count = Atomic(0)

    /// Runs `work` so that Ctrl-C cancels it.
    ///
    /// - Returns: what it returns; `nil` where it was cancelled.
    static func during<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result?
    {
        let before = signal(SIGINT) { _ in Interrupts.count.add(1, ordering: .relaxed) }
        defer { signal(SIGINT, before) }
        let start = count.load(ordering: .relaxed)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                while count.load(ordering: .relaxed) == start { try await Task.sleep(for: .milliseconds(20)) }
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
