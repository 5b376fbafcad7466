import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// An answer whose bytes are written one by one. When the client goes, their source is cancelled.
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
                let trailers = try await context.whileClientWaits {
                    var bytes = lent
                    return try await write(&bytes)
                }
                try await writer.finish(trailers.isEmpty ? nil : trailers)
            })
    }
}

/// Writes bytes to a client.
///
/// It is used by one task at a time: the response's own task waits while its writer is lent.
struct ByteWriter: @unchecked Sendable {  // lock: none needed, one task at a time uses the writer
    private nonisolated(unsafe) var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) { self.writer = writer }

    @concurrent
    mutating func send(_ bytes: [UInt8]) async throws { try await writer.write(ByteBuffer(bytes: bytes)) }
}
