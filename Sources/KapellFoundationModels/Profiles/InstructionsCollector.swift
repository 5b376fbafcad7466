import KapellCore

/// What dynamic instructions come to.
struct InstructionsCollector {
    /// Bodies within bodies that are followed. Without a limit, one that contains itself would end the program.
    static let maximumDepth = 100

    private(set) var content: PromptContent?
    private(set) var tools: [any Tool] = []
    private(set) var problem: KapellError?
    private var depth = 0

    mutating func append(_ instructions: Instructions) {
        if content == nil { content = PromptContent() }
        content?.append(instructions.content)
    }

    mutating func append(_ tools: [any Tool]) { self.tools += tools }

    mutating func append<T: DynamicInstructions>(_ instructions: T) {
        if let leaf = instructions as? any InstructionsLeaf { return leaf.collect(into: &self) }
        guard depth < Self.maximumDepth else {
            problem = KapellError(
                .invalidRequest, "The dynamic instructions \(T.self) contain themselves.",
                remedy: "End the chain of bodies with `Instructions`, a tool, or nothing.")
            return
        }
        depth += 1
        append(instructions.body)
        depth -= 1
    }
}

/// Dynamic instructions that are not read by their body.
protocol InstructionsLeaf {
    func collect(into collector: inout InstructionsCollector)
}

extension Instructions: InstructionsLeaf {
    func collect(into collector: inout InstructionsCollector) { collector.append(self) }
}

extension Optional: InstructionsLeaf where Wrapped: DynamicInstructions {
    func collect(into collector: inout InstructionsCollector) {
        if let self { collector.append(self) }
    }
}

extension EmptyDynamicInstructions: InstructionsLeaf {
    func collect(into collector: inout InstructionsCollector) {}
}

extension TupleDynamicInstructions: InstructionsLeaf {
    func collect(into collector: inout InstructionsCollector) {
        for content in repeat each contents { collector.append(content) }
    }
}

extension ConditionalDynamicInstructions: InstructionsLeaf {
    func collect(into collector: inout InstructionsCollector) {
        switch branch {
        case .first(let content): collector.append(content)
        case .second(let content): collector.append(content)
        }
    }
}

extension AnyDynamicInstructions: InstructionsLeaf {
    func collect(into collector: inout InstructionsCollector) { collector.append(content) }
}

extension DynamicInstructionsForEach: InstructionsLeaf {
    func collect(into collector: inout InstructionsCollector) {
        for element in data { collector.append(content(element)) }
    }
}

extension ToolInstructions: InstructionsLeaf {
    func collect(into collector: inout InstructionsCollector) { collector.append(tools) }
}
