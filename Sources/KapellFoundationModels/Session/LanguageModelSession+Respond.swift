/// Asking for whole answers.
///
/// A typed answer whose reply is not what its schema asks for is asked for again, as often as
/// `policy.budget.attempts` allows; then `GeneratedContent.ParsingError` is thrown. Cancelling the task ends the request
/// with `CancellationError`. Every failure leaves the session usable.
extension LanguageModelSession {
    /// Gives an answer as text. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond(
        to prompt: Prompt, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) async throws -> Response<String> {
        try await ask(request(prompt, String.self, options, contextOptions, metadata))
    }

    /// Gives an answer as text to a prompt that is a text. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond(
        to prompt: String, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) async throws -> Response<String> {
        try await ask(request(Prompt(prompt), String.self, options, contextOptions, metadata))
    }

    /// Gives an answer as text to a prompt of the pieces that the closure lists. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond(
        options: GenerationOptions = GenerationOptions(), contextOptions: ContextOptions = ContextOptions(),
        metadata: [String: any ConvertibleToGeneratedContent] = [:],
        @PromptBuilder prompt: () throws -> Prompt
    ) async throws -> Response<String> {
        try await ask(request(try prompt(), String.self, options, contextOptions, metadata))
    }

    /// Gives an answer of a type. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond<Content: Generable>(
        to prompt: Prompt, generating type: Content.Type = Content.self,
        options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) async throws -> Response<Content> {
        try await ask(request(prompt, type, options, contextOptions, metadata))
    }

    /// Gives an answer of a type, with the options of OS 26. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond<Content: Generable>(
        to prompt: Prompt, generating type: Content.Type = Content.self, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions()
    ) async throws -> Response<Content> {
        try await ask(request(prompt, type, options, ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), [:]))
    }

    /// Gives an answer of a type to a prompt that is a text. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond<Content: Generable>(
        to prompt: String, generating type: Content.Type = Content.self,
        options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) async throws -> Response<Content> {
        try await ask(request(Prompt(prompt), type, options, contextOptions, metadata))
    }

    /// Gives an answer of a type to a prompt that is a text, with the options of OS 26. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond<Content: Generable>(
        to prompt: String, generating type: Content.Type = Content.self, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions()
    ) async throws -> Response<Content> {
        try await ask(
            request(Prompt(prompt), type, options, ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), [:]))
    }

    /// Gives an answer of a type to a prompt of the pieces that the closure lists. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond<Content: Generable>(
        generating type: Content.Type = Content.self, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:],
        @PromptBuilder prompt: () throws -> Prompt
    ) async throws -> Response<Content> {
        try await ask(request(try prompt(), type, options, contextOptions, metadata))
    }

    /// Gives an answer of a type to a prompt of the pieces that the closure lists, with the options of OS 26. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond<Content: Generable>(
        generating type: Content.Type = Content.self, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions(), @PromptBuilder prompt: () throws -> Prompt
    ) async throws -> Response<Content> {
        try await ask(
            request(try prompt(), type, options, ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), [:]))
    }

    /// Gives an answer of a schema. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond(
        to prompt: Prompt, schema: GenerationSchema, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) async throws -> Response<GeneratedContent> {
        try await ask(
            TurnRequest(prompt, schema: schema, options: options, contextOptions: contextOptions, metadata: metadata))
    }

    /// Gives an answer of a schema, with the options of OS 26. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond(
        to prompt: Prompt, schema: GenerationSchema, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions()
    ) async throws -> Response<GeneratedContent> {
        try await ask(
            TurnRequest(
                prompt, schema: schema, options: options,
                contextOptions: ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), metadata: [:]))
    }

    /// Gives an answer of a schema to a prompt that is a text. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond(
        to prompt: String, schema: GenerationSchema, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) async throws -> Response<GeneratedContent> {
        try await ask(
            TurnRequest(
                Prompt(prompt), schema: schema, options: options, contextOptions: contextOptions, metadata: metadata))
    }

    /// Gives an answer of a schema to a prompt that is a text, with the options of OS 26. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond(
        to prompt: String, schema: GenerationSchema, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions()
    ) async throws -> Response<GeneratedContent> {
        try await ask(
            TurnRequest(
                Prompt(prompt), schema: schema, options: options,
                contextOptions: ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), metadata: [:]))
    }

    /// Gives an answer of a schema to a prompt of the pieces that the closure lists. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond(
        schema: GenerationSchema, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:],
        @PromptBuilder prompt: () throws -> Prompt
    ) async throws -> Response<GeneratedContent> {
        try await ask(
            TurnRequest(
                try prompt(), schema: schema, options: options, contextOptions: contextOptions, metadata: metadata))
    }

    /// Gives an answer of a schema to a prompt of the pieces that the closure lists, with the options of OS 26. Throws what the request throws.
    @discardableResult
    public nonisolated(nonsending) func respond(
        schema: GenerationSchema, includeSchemaInPrompt: Bool, options: GenerationOptions = GenerationOptions(),
        @PromptBuilder prompt: () throws -> Prompt
    ) async throws -> Response<GeneratedContent> {
        try await ask(
            TurnRequest(
                try prompt(), schema: schema, options: options,
                contextOptions: ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), metadata: [:]))
    }
}
