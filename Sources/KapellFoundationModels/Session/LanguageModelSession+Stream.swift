/// Asking for answers as they are written.
///
/// The request begins at once. What is wrong with it comes out of the loop over the stream.
extension LanguageModelSession {
    /// Streams an answer as text.
    public func streamResponse(
        to prompt: Prompt, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) -> sending ResponseStream<String> {
        stream(request(prompt, String.self, options, contextOptions, metadata))
    }

    /// Streams an answer as text to a prompt that is a text.
    public func streamResponse(
        to prompt: String, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) -> sending ResponseStream<String> {
        stream(request(Prompt(prompt), String.self, options, contextOptions, metadata))
    }

    /// Streams an answer as text to a prompt of the pieces that the closure lists.
    public func streamResponse(
        options: GenerationOptions = GenerationOptions(), contextOptions: ContextOptions = ContextOptions(),
        metadata: [String: any ConvertibleToGeneratedContent] = [:],
        @PromptBuilder prompt: () throws -> Prompt
    ) rethrows -> sending ResponseStream<String> {
        stream(request(try prompt(), String.self, options, contextOptions, metadata))
    }

    /// Streams an answer of a type.
    public func streamResponse<Content: Generable>(
        to prompt: Prompt, generating type: Content.Type = Content.self,
        options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) -> sending ResponseStream<Content> {
        stream(request(prompt, type, options, contextOptions, metadata))
    }

    /// Streams an answer of a type, with the options of OS 26.
    public func streamResponse<Content: Generable>(
        to prompt: Prompt, generating type: Content.Type = Content.self, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions()
    ) -> sending ResponseStream<Content> {
        stream(request(prompt, type, options, ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), [:]))
    }

    /// Streams an answer of a type to a prompt that is a text.
    public func streamResponse<Content: Generable>(
        to prompt: String, generating type: Content.Type = Content.self,
        options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) -> sending ResponseStream<Content> {
        stream(request(Prompt(prompt), type, options, contextOptions, metadata))
    }

    /// Streams an answer of a type to a prompt that is a text, with the options of OS 26.
    public func streamResponse<Content: Generable>(
        to prompt: String, generating type: Content.Type = Content.self, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions()
    ) -> sending ResponseStream<Content> {
        stream(
            request(Prompt(prompt), type, options, ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), [:]))
    }

    /// Streams an answer of a type to a prompt of the pieces that the closure lists.
    public func streamResponse<Content: Generable>(
        generating type: Content.Type = Content.self, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:],
        @PromptBuilder prompt: () throws -> Prompt
    ) rethrows -> sending ResponseStream<Content> {
        stream(request(try prompt(), type, options, contextOptions, metadata))
    }

    /// Streams an answer of a type to a prompt of the pieces that the closure lists, with the options of OS 26.
    public func streamResponse<Content: Generable>(
        generating type: Content.Type = Content.self, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions(), @PromptBuilder prompt: () throws -> Prompt
    ) rethrows -> sending ResponseStream<Content> {
        stream(request(try prompt(), type, options, ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), [:]))
    }

    /// Streams an answer of a schema.
    public func streamResponse(
        to prompt: Prompt, schema: GenerationSchema, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) -> sending ResponseStream<GeneratedContent> {
        stream(
            TurnRequest(prompt, schema: schema, options: options, contextOptions: contextOptions, metadata: metadata))
    }

    /// Streams an answer of a schema, with the options of OS 26.
    public func streamResponse(
        to prompt: Prompt, schema: GenerationSchema, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions()
    ) -> sending ResponseStream<GeneratedContent> {
        stream(
            TurnRequest(
                prompt, schema: schema, options: options,
                contextOptions: ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), metadata: [:]))
    }

    /// Streams an answer of a schema to a prompt that is a text.
    public func streamResponse(
        to prompt: String, schema: GenerationSchema, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:]
    ) -> sending ResponseStream<GeneratedContent> {
        stream(
            TurnRequest(
                Prompt(prompt), schema: schema, options: options, contextOptions: contextOptions, metadata: metadata))
    }

    /// Streams an answer of a schema to a prompt that is a text, with the options of OS 26.
    public func streamResponse(
        to prompt: String, schema: GenerationSchema, includeSchemaInPrompt: Bool,
        options: GenerationOptions = GenerationOptions()
    ) -> sending ResponseStream<GeneratedContent> {
        stream(
            TurnRequest(
                Prompt(prompt), schema: schema, options: options,
                contextOptions: ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), metadata: [:]))
    }

    /// Streams an answer of a schema to a prompt of the pieces that the closure lists.
    public func streamResponse(
        schema: GenerationSchema, options: GenerationOptions = GenerationOptions(),
        contextOptions: ContextOptions = ContextOptions(includeSchemaInPrompt: true),
        metadata: [String: any ConvertibleToGeneratedContent] = [:],
        @PromptBuilder prompt: () throws -> Prompt
    ) rethrows -> sending ResponseStream<GeneratedContent> {
        stream(
            TurnRequest(
                try prompt(), schema: schema, options: options, contextOptions: contextOptions, metadata: metadata))
    }

    /// Streams an answer of a schema to a prompt of the pieces that the closure lists, with the options of OS 26.
    public func streamResponse(
        schema: GenerationSchema, includeSchemaInPrompt: Bool, options: GenerationOptions = GenerationOptions(),
        @PromptBuilder prompt: () throws -> Prompt
    ) rethrows -> sending ResponseStream<GeneratedContent> {
        stream(
            TurnRequest(
                try prompt(), schema: schema, options: options,
                contextOptions: ContextOptions(includeSchemaInPrompt: includeSchemaInPrompt), metadata: [:]))
    }
}
