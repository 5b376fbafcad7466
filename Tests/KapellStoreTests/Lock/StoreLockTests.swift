import KapellCore
import KapellStore
import KapellTesting
import Testing

@Suite("One owner for a store") struct StoreLockTests {
    let folder = TemporaryFolder()

    private func acquire(_ command: String = "kapell serve") throws(KapellError) -> StoreLock {
        try StoreLock.acquire(
            folder: folder.file("store"),
            owner: StoreOwner(address: "http://127.0.0.1:7272", command: command, started: march))
    }

    @Test("A folder has one owner, whom the second is told about") func conflict() async throws {
        let lock = try acquire()
        let error = await failure { try acquire("kapell ingest") }
        #expect(error?.code == .conflict)
        for part in ["kapell serve", "pid \(StoreOwner.ownPID)", "http://127.0.0.1:7272", folder.file("store")] {
            #expect(error?.message.contains(part) == true, "\(part)")
        }
        #expect(StoreLock.owner(of: folder.file("store")) == lock.owner)
    }

    @Test("Nobody owns a folder that is released, let go, or was never there") func release() throws {
        #expect(StoreLock.owner(of: folder.file("store")) == nil)
        let lock = try acquire()
        lock.release()
        lock.release()
        #expect(StoreLock.owner(of: folder.file("store")) == nil)
        do { _ = try acquire() }
        #expect(StoreLock.owner(of: folder.file("store")) == nil)
        _ = try acquire()
    }

    @Test("A file that is left over, empty or nonsense owns nothing") func leftOver() throws {
        try acquire().release()
        for bytes in [[], Array("nonsense".utf8), Array(#"{"pid":1,"command":"kapell serve"}"#.utf8)] as [[UInt8]] {
            try folder.write(bytes, to: "store/owner.lock")
            #expect(StoreLock.owner(of: folder.file("store")) == nil)
            try acquire().release()
        }
    }

    @Test("The address and the socket are told when they are known") func update() throws {
        let lock = try StoreLock.acquire(
            folder: folder.path, owner: StoreOwner(command: "kapell serve --with-a-long-argument", started: 5))
        try lock.update(address: "http://[::1]:80", socket: "/run/kapell.sock")
        let owner = try #require(StoreLock.owner(of: folder.path))
        #expect(owner.address == "http://[::1]:80")
        #expect(owner.socket == "/run/kapell.sock")
        try lock.update(address: nil, socket: nil)
        #expect(
            StoreLock.owner(of: folder.path) == StoreOwner(command: "kapell serve --with-a-long-argument", started: 5))
    }

    @Test("A short command waits its turn, and gives up in time") func waiting() async throws {
        let lock = try acquire()
        let error = await failure {
            try await StoreLock.acquire(
                folder: folder.file("store"), owner: StoreOwner(command: "b"), waiting: .milliseconds(60))
        }
        #expect(error?.code == .conflict)
        async let next = StoreLock.acquire(
            folder: folder.file("store"), owner: StoreOwner(command: "b"), waiting: .seconds(20))
        try await Task.sleep(for: .milliseconds(60))
        lock.release()
        #expect(try await next.owner.command == "b")
    }

    @Test("A short command that is cancelled stops waiting") func cancelled() async throws {
        let lock = try acquire()
        let path = folder.file("store")
        let task = Task {
            await failure {
                try await StoreLock.acquire(folder: path, owner: StoreOwner(command: "b"), waiting: .seconds(60))
            }
        }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        lock.release()
    }

    @Test("Asking for the owner does not keep anyone from becoming it") func probing() async throws {
        let path = folder.file("store")
        let probing = Task {
            while !Task.isCancelled {
                _ = StoreLock.owner(of: path)
                await Task.yield()
            }
        }
        for _ in 0..<200 { try acquire().release() }
        probing.cancel()
        await probing.value
    }

    @Test("A folder that cannot be made is named") func unusable() async throws {
        try folder.write([], to: "file")
        let error = await failure {
            try StoreLock.acquire(folder: folder.file("file/store"), owner: StoreOwner(command: "a"))
        }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains(folder.file("file")) == true)
    }

    @Test(
        "Another process' lock counts while it lives, and ends when it is killed", .enabled(if: ChildProcess.isPossible)
    )
    func processes() async throws {
        let child = try ChildProcess(.lock, folder: folder.path)
        #expect(await child.reached(1))
        let error = await failure { try StoreLock.acquire(folder: folder.path, owner: StoreOwner(command: "second")) }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("pid \(child.pid)") == true)
        #expect(error?.message.contains("http://127.0.0.1:7272") == true)
        let owner = try #require(StoreLock.owner(of: folder.path))
        #expect(owner.pid == child.pid)
        #expect(owner.socket == folder.file("kapell.sock"))
        let path = folder.path
        async let next = StoreLock.acquire(folder: path, owner: StoreOwner(command: "next"), waiting: .seconds(20))
        await child.crash()
        let lock = try await next
        #expect(StoreLock.owner(of: folder.path) == lock.owner)
        #expect(lock.owner.pid == StoreOwner.ownPID)
    }
}
