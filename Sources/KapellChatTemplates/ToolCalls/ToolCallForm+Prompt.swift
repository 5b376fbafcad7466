extension ToolCallForm {
    /// Whether a prompt ends within the model's thoughts, as templates end it that open them.
    public func startsInReasoning(_ prompt: String) -> Bool {
        let end = JinjaText.strip(prompt, nil, left: false)
        return marks.contains { mark in
            guard case .reasoning = mark.action else { return false }
            let text = JinjaText.strip(String(decoding: mark.text, as: UTF8.self), nil, left: false)
            return end.utf8.suffix(text.utf8.count).elementsEqual(text.utf8)
        }
    }
}
