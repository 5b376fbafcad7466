/// The calls of the operating system that make bytes last, so that a test can put failing ones in their place.
/// Each gives less than 0 on failure, with `errno` set.
package struct StorageCalls: Sendable {
    /// Opens a file for writing, and makes it when it is not there.
    package var create: @Sendable (_ path: String) -> Int32
    /// Writes some of the bytes and returns how many, as `write(2)` does.
    package var write: FlatIndex.SnapshotWriter
    /// Waits until the file or folder is on the device.
    package var synchronize: @Sendable (_ descriptor: Int32) -> Int32

    package init(
        create: @escaping @Sendable (String) -> Int32 = { SystemCalls.openForWriting($0) },
        write: @escaping FlatIndex.SnapshotWriter = { SystemCalls.writeSome($0, $1) },
        synchronize: @escaping @Sendable (Int32) -> Int32 = { SystemCalls.synchronize($0) }
    ) {
        self.create = create
        self.write = write
        self.synchronize = synchronize
    }

    /// The real ones.
    package static let system = StorageCalls()
}
