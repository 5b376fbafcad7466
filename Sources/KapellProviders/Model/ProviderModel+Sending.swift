import KapellCore
import KapellDialects
import KapellJSON

extension ProviderModel {
    /// Bytes of an error that are read.
    private static let errorLimit = 1 << 20

    /// Applies what is special about the provider.
    func prepare(_ call: inout ProviderCall) throws(KapellError) {
        provider.kind.quirks.apply(to: &call)
        try provider.kind.hook?(&call, provider.options)
    }

    /// Sends a call; an error status is thrown.
    func send(_ call: ProviderCall, within limit: Duration?) async throws(ProviderFailure) -> TransportAnswer {
        if let missing = provider.missingKey { throw ProviderFailure(missing) }
        let answer = try await provider.transport.send(request(call, within: limit))
        guard (200..<300).contains(answer.status) else { throw await refusal(answer) }
        return answer
    }

    /// Sends a call, and returns once the first piece of the answer is there.
    func begin(
        _ call: ProviderCall, within limit: Duration?, hidesUsage: Bool, keepsState: Bool = false
    ) async throws(ProviderFailure) -> (TransportAnswer, StreamReader) {
        let answer = try await send(call, within: limit)
        let isStream = call.streams ? try self.isStream(answer) : false
        guard isStream else {
            let piece = try await whole(answer)
            return (answer, StreamReader(whole: piece, keepsState: keepsState))
        }
        let reader = StreamReader(
            answer.body, dialect, provider.redactor, hidesUsage: hidesUsage && dialect.name == .openAIChat,
            keepsState: keepsState)
        try await reader.begin()
        return (answer, reader)
    }

    /// The request as bytes, with its credentials.
    private func request(_ call: ProviderCall, within limit: Duration?) -> TransportRequest {
        let options = provider.options
        // As OpenAI's own clients do: an address with a path is taken as it stands, such as Gemini's `/v1beta/openai`.
        let isWhole = provider.kind.pathPrefix == "v1" && dialect.name == .openAIChat && !provider.base.path.isEmpty
        var request = TransportRequest(
            base: provider.base,
            target: call.target(below: provider.base, prefix: isWhole ? nil : provider.kind.pathPrefix),
            body: call.form?.bytes ?? JSONValue.object(call.body).serializedBytes(), streams: call.streams,
            timeouts: options.timeouts.within(limit), bodyLimit: options.bodyLimit,
            allowsPrivateAddresses: provider.allowsPrivateAddresses)
        request.set("content-type", call.form?.contentType ?? "application/json")
        request.set("accept", call.streams ? dialect.name.streamContentType : "application/json")
        for fields in [provider.kind.headers, call.headers, options.headers] {
            for name in fields.keys.sorted() { request.set(name, fields[name] ?? "") }
        }
        provider.credentials.authorize(&request, region: provider.region, service: "bedrock", at: .now)
        request.set("user-agent", "kapell")
        request.set("accept-encoding", "identity")
        return request
    }

    /// Whether an answer to a request for a stream is one. Some servers answer with a whole one all the same, be it an
    /// error.
    private func isStream(_ answer: TransportAnswer) throws(ProviderFailure) -> Bool {
        guard let type = answer.headers.mediaType, type != dialect.name.streamContentType else { return true }
        if dialect.name == .ollama || type == "application/octet-stream" || type == "text/plain" { return true }
        if type == "application/json" || type.hasSuffix("+json") { return false }
        throw ProviderFailure(
            KapellError(
                .unavailable,
                "\(provider.base.host) answers with `\(ProviderText.cleaned(type))` and not with a stream.",
                remedy: "Check the base URL: something else than the provider seems to answer."),
            mayHaveBeenBilled: false, reachedProvider: true)
    }

    /// A whole answer, read.
    private func whole(_ answer: TransportAnswer) async throws(ProviderFailure) -> StreamReader.Piece {
        let bytes = try await answer.body.collect()
        do throws(KapellError) {
            let object: JSONObject
            do {
                guard let read = try JSONValue(parsing: bytes).objectValue else {
                    throw KapellError.unreadableAnswer("it is not an object")
                }
                object = read
            } catch {
                throw (error as? KapellError) ?? .unreadableAnswer("it is not JSON")
            }
            return StreamReader.Piece(
                bytes: bytes, events: try dialect.decodeResponse(object), answerID: dialect.answerID(of: object))
        } catch {
            throw ProviderFailure(
                provider.redactor.redacted(error),
                // What is no answer and no error, or half an answer, was an answer to the one who bills it.
                mayHaveBeenBilled: error.code == .model || error.code == .network, reachedProvider: true,
                answer: kept(answer, bytes))
        }
    }

    /// What an error status means. The body is read as far as it comes.
    private func refusal(_ answer: TransportAnswer) async -> ProviderFailure {
        var bytes: [UInt8] = []
        var broken: ProviderFailure?
        var iterator = answer.body.makeAsyncIterator()
        do throws(ProviderFailure) {
            while bytes.count < Self.errorLimit, let more = try await iterator.next() { bytes += more }
        } catch {
            broken = error
        }
        if let broken, broken.error.code == .cancelled { return broken }
        var error = dialect.decodeError(status: answer.status, headers: answer.headers.fields, body: bytes)
        if error.retryAfter == nil { error.retryAfter = RetryAfter.wait(in: answer.headers.fields) }
        if answer.headers["x-should-retry"] == "false" { error.isRetryable = false }
        return ProviderFailure(
            provider.redactor.redacted(error), mayHaveBeenBilled: [408, 504, 524].contains(answer.status),
            reachedProvider: true, answer: kept(answer, Array(bytes.prefix(Self.errorLimit))))
    }

    private func kept(_ answer: TransportAnswer, _ bytes: [UInt8]) -> ProviderAnswer {
        ProviderAnswer(
            status: answer.status, contentType: answer.headers["content-type"], headers: answer.headers.kept,
            body: provider.redactor.redacted(bytes))
    }
}
