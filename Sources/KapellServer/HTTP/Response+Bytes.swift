import HTTPTypes
import Hummingbird
import KapellCore
import NIOCore
import Synchronization

extension Response {
    /// An answer whose bytes are written one by one. When the client goes, or the server stops, their source is
    /// cancelled.
    ///
    /// Where the server stops, the client gets what was left for that case (``ByteWriter/leave(_:)``). Without such, the
    /// body is cut, which clients see as a failure.
    ///
    /// - Parameter write: returns the fields that follow the body.
    static func bytes(
        for context: KapellRequestContext, headers: HTTPFields,
        _ write: @escaping @Sendable (inout ByteWriter) async throws -> HTTPFields
    ) -> Response {
        Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                let lent = ByteWriter(writer)
                do {
                    let trailers = try await context.whileClientWaits {
                        var bytes = lent
                        return try await write(&bytes)
                    }
                    try await writer.finish(trailers.isEmpty ? nil : trailers)
                } catch let error as KapellError where error == .serverStops {
                    guard let last = lent.last else { throw error }
                    try await writer.write(ByteBuffer(bytes: last))
                    try await writer.finish(nil)
                }
            })
    }
}

/// Writes bytes to a client.
///
/// It is used by one task at a time: the response's own task waits while its writer is lent.
struct ByteWriter: @unchecked Sendable {  // lock: none needed, one task at a time uses the writer
    private nonisolated(unsafe) var writer: any ResponseBodyWriter
    private let left = Left()

    private final class Left: Sendable {
        let bytes = Mutex<[UInt8]?>(nil)
    }

    init(_ writer: any ResponseBodyWriter) { self.writer = writer }

    @concurrent
    mutating func send(_ bytes: [UInt8]) async throws { try await writer.write(ByteBuffer(bytes: bytes)) }

    /// Leaves the bytes with which the answer is to end if it was the server that cancelled it. Who is cancelled can send
    /// nothing himself any more.
    func leave(_ bytes: [UInt8]) { left.bytes.withLock { $0 = bytes } }

    fileprivate var last: [UInt8]? { left.bytes.withLock { $0 } }
}
