/// Several answers at once.
enum MergedStreams {
    /// An element and the number of the stream that it came from.
    struct Piece<Element: Sendable>: Sendable {
        var index: Int
        var element: Element
    }

    /// Streams that run at the same time, as one. It ends when all have, or with the first error; ending it ends all.
    ///
    /// - Parameter make: begins the stream of a number.
    static func of<Element: Sendable>(
        _ count: Int, _ make: @escaping @Sendable (Int) -> AsyncThrowingStream<Element, any Error>
    ) -> AsyncThrowingStream<Piece<Element>, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for index in 0..<count {
                            group.addTask {
                                for try await element in make(index) {
                                    continuation.yield(Piece(index: index, element: element))
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
