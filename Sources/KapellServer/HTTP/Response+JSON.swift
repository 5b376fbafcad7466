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
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                let lent = SSEWriter(writer)
                try await context.whileClientWaits {
                    var events = lent
                    try await write(&events)
                }
                try await writer.finish(nil)
            })
    }
}

/// Writes events to a client.
///
/// It is used by one task at a time: the response's own task waits while its writer is lent.
struct SSEWriter: @unchecked Sendable {  // lock: none needed, one task at a time uses the writer
    private nonisolated(unsafe) var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) { self.writer = writer }

    @concurrent
    mutating func send(_ event: SSEEvent) async throws {
        try await writer.write(ByteBuffer(string: event.encoded()))
    }

    /// An event without a name, as the OpenAI dialect has it.
    mutating func send(data: String) async throws { try await send(SSEEvent(data: data)) }
}
