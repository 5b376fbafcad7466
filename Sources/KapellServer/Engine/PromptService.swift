package import KapellCore
public import KapellJSON
public import KapellPrompts

/// The prompts of a project with the models, the archive and the journal that they are run with.
public struct PromptService: Sendable {
    public let library: PromptLibrary
    public let archive: PromptArchive
    private let models: GatewayDirectory
    private let embedder: any EmbeddingBackend
    private let journal: any Journal
    private let vectors = ExampleVectors()

    package init(
        library: PromptLibrary, archive: PromptArchive, models: GatewayDirectory, embedder: any EmbeddingBackend,
        journal: any Journal
    ) {
        self.library = library
        self.archive = archive
        self.models = models
        self.embedder = embedder
        self.journal = journal
    }

    /// The prompts of a project that this process owns. Every version that is served is kept.
    ///
    /// - Throws: `.configuration`, which lists all that is wrong with the prompt files.
    init(_ system: KapellSystem) throws {
        self.init(
            library: try PromptLibrary(PromptLoader(sources: system.project.configuration.prompts.sources)),
            archive: PromptArchive(folder: system.project.home.prompts), models: system.gateway.directory,
            embedder: system.embedder, journal: system.journal)
        _ = try served()
    }

    /// Reads the prompt files that a configuration names, without a model.
    ///
    /// - Throws: `.configuration`, which lists all that is wrong with them, with file and line.
    public static func check(_ configuration: KapellConfiguration) throws -> [Prompt] {
        let outcome = PromptLoader(sources: configuration.prompts.sources).load()
        guard let problem = outcome.problem else { return outcome.prompts }
        // One that is too large or may not be read is a mistake of the project, too.
        throw KapellError(.configuration, problem.message, remedy: problem.remedy)
    }

    /// Runs `body` with the models, the archive and the journal of a project, for one command that has its prompt
    /// already. The store is not touched: only the journal and the archive are written.
    public static func with<Result>(
        _ project: Project, _ body: (PromptService) async throws -> Result
    ) async throws -> Result {
        let library = try PromptLibrary(PromptLoader(sources: []))
        let models = try ProjectModels(project)
        let opened = try await ProjectJournal.open(project)
        let service = PromptService(
            library: library, archive: PromptArchive(folder: project.home.prompts), models: models.directory,
            embedder: models.embedder, journal: opened.journal)
        do {
            let result = try await body(service)
            await opened.close()
            return result
        } catch {
            await opened.close()
            throw error
        }
    }

    /// All prompts, by name, each kept in the archive.
    public func served() throws -> [Prompt] {
        let prompts = library.prompts
        for prompt in prompts { try archive.keep(prompt) }
        return prompts
    }

    /// What runs a prompt, with the model that it is written for. Its version is kept as the last one that ran.
    ///
    /// - Throws: `.configuration` when the project does not have that model; what the archive throws.
    public func runner(for prompt: Prompt) throws -> PromptRunner {
        let backend: any ModelBackend
        do {
            backend = try models.backend(prompt.model ?? "default")
        } catch {
            throw KapellError(
                .configuration, "The prompt \(prompt.name): \(error.message)",
                remedy: (error.remedy.map { $0 + " " } ?? "")
                    + "`model: default`, with `variants` for model families, runs with any model.")
        }
        try archive.keep(prompt, isRun: true)
        return PromptRunner(backend: backend, embedder: embedder, journal: journal, vectors: vectors)
    }

    /// Answers a prompt: the events of `PromptEvent`, ending with `done`.
    ///
    /// - Throws: what is wrong with the request, before anything is sent.
    public func stream(_ prompt: Prompt, input: JSONObject) throws -> WireEventStream {
        _ = try prompt.input.checked(input)
        let runner = try runner(for: prompt)
        return WireEventStream.forwarding { emit in
            for try await event in runner.stream(prompt, input: input) { emit(WireEvent(event)) }
        }
    }
}

extension WireEvent {
    init(_ event: PromptEvent) {
        switch event {
        case .run(let id): self.init("run", ["run": .string(id.description)])
        case .draft(let text): self.init("draft", ["text": .string(text)])
        case .verdict(let verdict): self.init("verdict", verdict.json)
        case .answer(let text): self.init("answer", ["text": .string(text)])
        case .done(let result): self.init("done", result.json)
        }
    }
}
