extension ToolCallForm {
    /// The texts that mean something in what the model writes.
    public var markTexts: Set<String> { Set(marks.map { String(decoding: $0.text, as: UTF8.self) }) }

    /// The same for a model that was told of no tools: it thinks, and what looks like a call is text.
    public var withoutCalls: ToolCallForm {
        let others = marks.filter { mark in
            if case .call = mark.action { return false }
            return true
        }
        return ToolCallForm(name, others, layout)
    }
}
