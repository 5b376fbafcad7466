import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders
import NIOCore

extension GatewayRun {
    /// The answer to the client; errors in its own dialect.
    func response(for context: KapellRequestContext) async throws -> Response {
        try await begin()
        let opened: GatewayOpened
        do {
            opened = try await context.whileClientWaits { try await open() }
        } catch {
            let failure = KapellError.wrapping((error as? AttemptFailure)?.error ?? error)
            let last = account.attempts.last
            let refused = last?.code == failure.code ? backends.first { $0.model == last?.target } : nil
            let said = refused?.refusal(in: dialect.name, of: failure)
            return account.failed(failure, cost: end(nil, usage: nil, reason: nil, error: failure), said: said)
        }
        if call.streams { return streamed(opened, context) }
        do {
            return try await context.whileClientWaits { try await whole(opened) }
        } catch {
            let failure = KapellError.wrapping(error)
            let usage = opened.exchange?.usage
            opened.noteWritten(nil)
            if failure.code == .cancelled { opened.cancel(usage: usage) } else { opened.exchange?.fail(failure) }
            return account.failed(failure, cost: end(opened, usage: usage, reason: nil, error: failure))
        }
    }

    // MARK: Whole

    private func whole(_ opened: GatewayOpened) async throws -> Response {
        switch opened.form {
        case .passage(let passage):
            var bytes = ByteBuffer()
            for await piece in passage.bytes { bytes.writeBytes(piece) }
            try Task.checkCancellation()
            let outcome = passage.outcome
            if let failure = outcome.failure { throw failure.error }
            opened.backend.record(outcome)
            if outcome.usage == nil { opened.noteWritten(nil) }
            opened.exchange?.finish(usage: outcome.usage)
            let bill = end(opened, usage: outcome.usage, reason: outcome.finishReason, error: nil)
            return respond(
                opened, bill, status: passage.status, contentType: passage.contentType ?? "application/json", bytes)
        case .events(let head, let rest):
            var read = ReadAnswer(opened.exchange)
            for event in head { read.take(event) }
            do {
                for try await event in rest { read.take(event) }
            } catch {
                opened.noteWritten(read)
                throw error
            }
            let response = read.response
            guard response.finishReason != nil else {
                try Task.checkCancellation()
                throw KapellError.endedWithoutAnswer
            }
            opened.backend.record(response)
            if read.usage == nil { opened.noteWritten(read) }
            opened.exchange?.finish(usage: read.usage)
            let bill = end(opened, usage: read.usage, reason: response.finishReason, error: nil)
            let body = dialect.encodeResponse(response, of: answer(of: opened))
            return respond(
                opened, bill, status: 200, contentType: "application/json",
                ByteBuffer(bytes: JSONValue.object(body).serializedBytes()))
        }
    }

    private func respond(
        _ opened: GatewayOpened, _ bill: Bill, status: Int, contentType: String, _ bytes: ByteBuffer
    ) -> Response {
        var headers = headers(of: opened)
        if !bill.receipts.isEmpty { headers.cost = bill.headerValue }
        var fields = HTTPFields(headers.fields)
        fields[.contentType] = contentType
        return Response(status: .init(code: status), headers: fields, body: ResponseBody(byteBuffer: bytes))
    }

    // MARK: Streamed

    private func streamed(_ opened: GatewayOpened, _ context: KapellRequestContext) -> Response {
        var fields = HTTPFields(headers(of: opened).fields)
        fields[.contentType] = dialect.streamContentType
        fields[.cacheControl] = "no-store"
        let unwritten = UnwrittenAnswer {
            let usage = opened.exchange?.usage
            opened.cancel(usage: usage)
            end(opened, usage: usage, reason: nil, error: .clientGone)
        }
        return .bytes(for: context, headers: fields) { writer in
            unwritten.begin()
            var usage: ModelUsage?
            var reason: FinishReason?
            var failure: KapellError?
            do {
                switch opened.form {
                case .passage(let passage):
                    do {
                        for await piece in passage.bytes { try await writer.send(piece) }
                        try Task.checkCancellation()
                    } catch {
                        usage = passage.outcome.usage
                        writer.leave(passage.bytes.ending(.serverStops))
                        throw error
                    }
                    let outcome = passage.outcome
                    (usage, reason, failure) = (outcome.usage, outcome.finishReason, outcome.failure?.error)
                    if failure == nil { opened.backend.record(outcome) }
                    if usage == nil || failure != nil { opened.noteWritten(nil) }
                case .events(let head, let rest):
                    var read = ReadAnswer(opened.exchange)
                    defer {
                        (usage, reason) = (read.usage, read.response.finishReason)
                        opened.noteWritten(read)
                    }
                    failure = try await translate(opened, head, rest, into: &read, &writer)
                }
            } catch {
                failure = KapellError.wrapping(error)
                // A client that has gone breaks the writing, too.
                if failure?.code == .internalError { failure = .clientGone }
            }
            switch failure {
            case nil: opened.exchange?.finish(usage: usage)
            case let failure? where failure.code == .cancelled: opened.cancel(usage: usage)
            case let failure?: opened.exchange?.fail(failure, usage: usage)
            }
            let bill = end(opened, usage: usage, reason: reason, error: failure)
            var trailers: [(name: String, value: String)] = []
            // The header could name only the model that began.
            if opened.writers.all.count > 1 { trailers.append(("x-kapell-model", opened.writers.models)) }
            if !bill.receipts.isEmpty { trailers.append(("x-kapell-cost", bill.headerValue)) }
            return HTTPFields(trailers.map { ($0.name, GatewayHeaders.ascii($0.value)) })
        }
    }

    /// Writes events in the client's dialect. Returns the error that ended them, which the client has been told.
    ///
    /// - Throws: what breaks the writing, and cancellation.
    private func translate(
        _ opened: GatewayOpened, _ head: [ModelEvent], _ rest: ModelEventStream, into read: inout ReadAnswer,
        _ writer: inout ByteWriter
    ) async throws -> KapellError? {
        var encoder = dialect.eventEncoder(of: answer(of: opened))
        do {
            return try await translate(opened, head, rest, into: &read, &encoder, &writer)
        } catch {
            writer.leave(encoder.fail(.serverStops))
            throw error
        }
    }

    private func translate(
        _ opened: GatewayOpened, _ head: [ModelEvent], _ rest: ModelEventStream, into read: inout ReadAnswer,
        _ encoder: inout any DialectEventEncoder, _ writer: inout ByteWriter
    ) async throws -> KapellError? {
        var opening: [UInt8] = []
        for event in head {
            read.take(event)
            opening += encoder.encode(event)
        }
        if !opening.isEmpty { try await writer.send(opening) }
        var iterator = rest.makeAsyncIterator()
        while true {
            let next: ModelEvent?
            do {
                next = try await iterator.next()
                if next == nil {
                    try Task.checkCancellation()
                    // What has no reason to end was cut.
                    guard read.response.finishReason != nil else { throw KapellError.endedWithoutAnswer }
                }
            } catch {
                let failure = KapellError.wrapping(error)
                guard failure.code != .cancelled else { throw failure }
                try await writer.send(encoder.fail(gateway.told(failure)))
                return failure
            }
            guard let event = next else { break }
            read.take(event)
            let bytes = encoder.encode(event)
            if !bytes.isEmpty { try await writer.send(bytes) }
        }
        opened.backend.record(read.response)
        try await writer.send(encoder.finish())
        return nil
    }
}

extension KapellError {
    static let clientGone = KapellError(.cancelled, "The client has gone.")

    static let endedWithoutAnswer = KapellError(
        .model, "The model's answer ended before it was whole.", isRetryable: true)
}
