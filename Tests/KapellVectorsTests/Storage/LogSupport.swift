import KapellVectors
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A log's records as they were replayed.
struct Replayed {
    var payloads: [[UInt8]] = []
    var sequences: [UInt64] = []
}

/// Opens a log and collects what it replays.
func openLog(
    _ folder: String, after: UInt64 = 0, options: RecordLogOptions = RecordLogOptions(), calls: StorageCalls = .system
) throws -> (log: RecordLog, replayed: Replayed) {
    var replayed = Replayed()
    let log = try RecordLog.open(folder: folder, after: after, options: options, calls: calls) { sequence, payload in
        replayed.sequences.append(sequence)
        replayed.payloads.append(Array(payload))
    }
    return (log, replayed)
}

/// A device that fails when it is told to.
final class FailingDevice: Sendable {
    struct State {
        var writes = Int.max
        var room = Int.max
        var synchronizations = Int.max
        var synchronized = 0
    }
    let state = Mutex(State())

    var calls: StorageCalls {
        StorageCalls(
            write: { [self] descriptor, bytes in
                let allowed = state.withLock { state in
                    let allowed = min(bytes.count, state.room)
                    state.room -= allowed
                    return allowed
                }
                if allowed == 0 && !bytes.isEmpty {
                    errno = ENOSPC
                    return -1
                }
                return write(descriptor, bytes.baseAddress, allowed)
            },
            synchronize: { [self] descriptor in
                let works = state.withLock { state in
                    state.synchronized += 1
                    state.synchronizations -= 1
                    return state.synchronizations >= 0
                }
                if !works {
                    errno = EIO
                    return -1
                }
                return fsync(descriptor)
            })
    }
}

/// The segments of a log, in order.
func segments(_ folder: TemporaryFolder) throws -> [String] {
    try folder.names.filter { $0.hasSuffix(".klog") }.map { folder.file($0) }
}
