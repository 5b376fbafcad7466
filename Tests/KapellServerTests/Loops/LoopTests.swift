import KapellServer
import NIOCore
import NIOPosix
import Testing

@Suite("Event loops")
struct LoopTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.next()

    @Test("A task that prefers a loop runs on it, also after it has waited, and its children do")
    func staysOnLoop() async throws {
        let loop = loop
        try await withTaskExecutorPreference(LoopExecutor(loop)) {
            #expect(loop.inEventLoop)
            try await LoopClock().sleep(for: .milliseconds(1))
            #expect(loop.inEventLoop)
            async let child = loop.inEventLoop
            #expect(await child)
            await withTaskExecutorPreference(globalConcurrentExecutor) { #expect(!loop.inEventLoop) }
            #expect(loop.inEventLoop)
        }
    }

    @Test("A sleep lasts as long as it should, on a loop and off it", arguments: [true, false])
    func sleeps(onLoop: Bool) async throws {
        let executor: any TaskExecutor = onLoop ? LoopExecutor(loop) : globalConcurrentExecutor
        try await withTaskExecutorPreference(executor) {
            let began = ContinuousClock.now
            try await LoopClock().sleep(for: .milliseconds(20))
            #expect(ContinuousClock.now - began >= .milliseconds(20))
            try await LoopClock().sleep(for: .milliseconds(-5))
        }
    }

    @Test("A sleep that is cancelled ends at once, whether it has begun or not", arguments: [true, false])
    func cancelled(isEarly: Bool) async throws {
        await withTaskExecutorPreference(LoopExecutor(loop)) {
            await withTaskGroup(of: Bool.self) { group in
                if isEarly { group.cancelAll() }
                group.addTask {
                    do {
                        try await LoopClock().sleep(for: .seconds(600))
                        return false
                    } catch {
                        return error is CancellationError
                    }
                }
                if !isEarly {
                    try? await LoopClock().sleep(for: .milliseconds(5))
                    group.cancelAll()
                }
                #expect(await group.next() == true)
            }
        }
    }
}
