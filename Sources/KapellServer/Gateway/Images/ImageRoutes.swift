import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders

/// Images, on OpenAI's paths, of providers that speak them.
struct ImageRoutes {
    let gateway: Gateway

    /// Bytes that a request may hold: pictures to be changed are part of it.
    private static let bodyLimit = 64_000_000
    /// Time for all attempts, where the alias sets none.
    private static let deadline = Duration.seconds(600)

    func add(to router: Router<KapellRequestContext>) {
        for operation in ImageOperation.allCases {
            router.post(.init("v1/images/\(operation.rawValue)")) { request, context in
                try await answer(request, operation, context)
            }
        }
    }

    private func answer(
        _ request: Request, _ operation: ImageOperation, _ context: KapellRequestContext
    ) async throws -> Response {
        let asked = try await Self.read(request, operation)
        var route = try gateway.directory.route(asked.model, from: .openAIChat)
        // A picture takes minutes, and nothing of it comes before it is done.
        if route.runner.retry.deadline == RetryPolicy().deadline { route.runner.retry.deadline = Self.deadline }
        let run = ServiceRun(gateway, route, wire: .openAIChat)
        try await run.begin(
            kind: "images",
            [
                "operation": .string(operation.rawValue), "stream": .bool(asked.streams),
                "images": JSONValue(asked.count),
            ])
        let exchange: PolicyExchange<ProviderImages>
        do {
            exchange = try await context.whileClientWaits {
                try await run.open(run.route.targets) { attempt -> ProviderImages in
                    guard let provider = attempt.target.backend as? ProviderModel else {
                        throw KapellError(
                            .unsupported, "\(attempt.target.id) draws no images.",
                            remedy: "Name an image model of a provider, such as openai/gpt-image-1.")
                    }
                    let model = try ProviderImageModel(provider.provider, provider.name, dialects: Dialects.table)
                    return try await attempting { () async throws(ProviderFailure) in
                        try await model.forward(asked, within: attempt.timeLeft)
                    }
                }
            }
        } catch {
            return run.failed(error)
        }
        switch exchange.answer.form {
        case .whole(let bytes, let usage):
            let outcome = Self.outcome(exchange, usage)
            exchange.finish(usage: usage.tokens)
            return await run.response(for: context) { ServiceRun.Answer(bytes: bytes, outcome: outcome) }
        case .stream(let stream):
            return streamed(stream, exchange, run, context)
        }
    }

    private static func read(_ request: Request, _ operation: ImageOperation) async throws -> ImageRequest {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data") else {
            let body = try await JSONBody.object(of: request, limit: bodyLimit)
            return try OpenAIImages().decodeRequest(body, operation)
        }
        let bytes = Array(buffer: try await JSONBody.bytes(of: request, limit: bodyLimit))
        return try OpenAIImages().decodeRequest(try MultipartForm(bytes, contentType: type), operation)
    }

    /// Images whose provider counts no tokens are paid by the piece.
    private static func outcome(
        _ exchange: PolicyExchange<ProviderImages>, _ usage: ImageUsage
    ) -> ServiceRun.Outcome {
        var outcome = ServiceRun.Outcome(model: exchange.target.id, usage: usage.tokens ?? ModelUsage())
        outcome.billed = BilledUsage(
            outcome.usage, imageInputTokens: usage.imageInputTokens, imageOutputTokens: usage.imageOutputTokens,
            images: usage.tokens == nil ? usage.images : 0)
        outcome.headers = exchange.answer.metadata.headers
        return outcome
    }

    private func streamed(
        _ stream: ProviderImageStream, _ exchange: PolicyExchange<ProviderImages>, _ run: ServiceRun,
        _ context: KapellRequestContext
    ) -> Response {
        let opened = Self.outcome(exchange, ImageUsage())
        var fields = run.fields(of: opened, contentType: "text/event-stream")
        fields[.cacheControl] = "no-store"
        let unwritten = UnwrittenAnswer {
            exchange.cancel(usage: nil)
            run.end(opened, error: .clientGone)
        }
        return .bytes(for: context, headers: fields) { writer in
            unwritten.begin()
            var failure: KapellError?
            do {
                do {
                    while let bytes = try await stream.next() { try await writer.send(bytes) }
                } catch let error as ProviderFailure where error.error.code != .cancelled {
                    failure = error.error
                    try await writer.send(OpenAIImages().failure(error.error))
                }
            } catch {
                // A client that has gone breaks the writing, too.
                failure = .clientGone
            }
            let usage = stream.usage
            switch failure {
            case nil: exchange.finish(usage: usage?.tokens)
            case let failure? where failure.code == .cancelled: exchange.cancel(usage: usage?.tokens)
            case let failure?: exchange.fail(failure, usage: usage?.tokens)
            }
            let bill = run.end(Self.outcome(exchange, usage ?? ImageUsage()), error: failure)
            guard !bill.receipts.isEmpty else { return [:] }
            return HTTPFields([(name: "x-kapell-cost", value: GatewayHeaders.ascii(bill.headerValue))])
        }
    }
}
