package import KapellCore

extension Transcript {
    /// The transcript as messages that no provider refuses.
    ///
    /// - Parameter isGuided: whether the model keeps to a schema by itself, so that prompts need not carry it.
    package func messages(isGuided: Bool = false) -> [ModelMessage] {
        var renderer = HistoryRenderer(isGuided: isGuided)
        for entry in entries { renderer.append(entry) }
        renderer.closeCalls()
        return renderer.messages
    }
}
