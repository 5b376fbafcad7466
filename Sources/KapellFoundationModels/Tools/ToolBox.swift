import KapellCore

/// A tool without its types.
struct ToolBox: Sendable {
    /// Told when the arguments are read, right before the tool is called. What it throws keeps the tool from it.
    typealias Begin = @Sendable () throws -> Void

    let tool: any Tool
    let definition: Transcript.ToolDefinition
    /// Throws ``InvalidArguments`` before the tool is called, and what the tool throws.
    let call: @concurrent @Sendable (GeneratedContent, ToolCallContext, Begin) async throws -> PromptContent
    /// What a call does to the world.
    let effect: @Sendable () -> ToolBoxEffect

    static func make(_ tool: any Tool) -> ToolBox {
        if let tool = tool as? any EffectfulTool { return effectful(tool) }
        return plain(tool)
    }

    private static func plain<T: Tool>(_ tool: T) -> ToolBox {
        ToolBox(
            tool: tool, definition: Transcript.ToolDefinition(tool: tool),
            call: { content, _, begin in
                let arguments = try Self.arguments(T.Arguments.self, content)
                try begin()
                return try await tool.call(arguments: arguments).promptRepresentation.content
            }, effect: { .undeclared })
    }

    private static func effectful<T: EffectfulTool>(_ tool: T) -> ToolBox {
        ToolBox(
            tool: tool, definition: Transcript.ToolDefinition(tool: tool),
            call: { content, context, begin in
                let arguments = try Self.arguments(T.Arguments.self, content)
                try begin()
                return try await tool.call(arguments: arguments, context: context).promptRepresentation.content
            }, effect: { effect(of: tool) })
    }

    private static func effect<T: EffectfulTool>(of tool: T) -> ToolBoxEffect {
        switch tool.effect {
        case .pure: .repeatable
        case .idempotent: .repeatable
        case .once(let reconcile):
            .once { content, key in
                switch try await reconcile(try arguments(T.Arguments.self, content), key) {
                case .done(let output): .done(output.promptRepresentation.content)
                case .notDone: .notDone
                case .unknown: .unknown
                }
            }
        case .compensable(let undo):
            .compensable { content, key in try await undo(try arguments(T.Arguments.self, content), key) }
        }
    }

    private static func arguments<A: ConvertibleFromGeneratedContent>(
        _ type: A.Type, _ content: GeneratedContent
    ) throws -> A {
        do {
            return try A(content)
        } catch {
            throw InvalidArguments(reason: "\(error)")
        }
    }
}

/// A ``ToolEffect`` without its types.
enum ToolBoxEffect: Sendable {
    /// A tool that does not say.
    case undeclared
    /// A call may be repeated with its key.
    case repeatable
    case once(@Sendable (GeneratedContent, String) async throws -> ToolReconciliation<PromptContent>)
    case compensable(@Sendable (GeneratedContent, String) async throws -> Void)

    /// Whether somebody must look after a call.
    var isWatched: Bool {
        switch self {
        case .undeclared, .repeatable: false
        case .once, .compensable: true
        }
    }

    /// Whether a call that did not happen may be made again.
    var mayRepeat: Bool {
        switch self {
        case .repeatable, .once: true
        case .undeclared, .compensable: false
        }
    }
}

/// The arguments cannot be read as the tool's type.
struct InvalidArguments: Error {
    var reason: String
}
