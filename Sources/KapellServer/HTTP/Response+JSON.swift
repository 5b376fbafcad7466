import HTTPTypes
import Hummingbird
import KapellCore
import KapellJSON
import NIOCore

extension Response {
    /// A JSON answer.
    static func json(_ object: JSONObject, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONValue.object(object).serializedBytes())))
    }

    /// An answer of server-sent events. When the client goes, the events' source is cancelled.
    static func events(
        for context: KapellRequestContext, _ write: @escaping @Sendable (inout SSEWriter) async throws -> Void
    ) -> Response {
        let headers: HTTPFields = [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"]
        return bytes(for: context, headers: headers) { bytes in
            var events = SSEWriter(bytes)
            try await write(&events)
            return [:]
        }
    }
}

/// Writes events to a client.
struct SSEWriter: Sendable {
    private var bytes: ByteWriter

    init(_ bytes: ByteWriter) { self.bytes = bytes }

    mutating func send(_ event: SSEEvent) async throws { try await bytes.send(event.encodedBytes()) }

    /// See ``ByteWriter/leave(_:)``.
    func leave(_ event: SSEEvent) { bytes.leave(event.encodedBytes()) }
}
