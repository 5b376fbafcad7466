public import KapellCore
import KapellDialects

/// The bytes of an answer as they came, whole events at a time.
///
/// A stream that is cut, goes wrong or is late ends as the dialect's error within a stream, never as if it were whole; why
/// is in ``ProviderPassage/outcome``. Ending the iteration or cancelling its task closes the connection at once.
public struct ProviderBytes: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = Never

    private let owner: ReaderOwner
    private let dialect: any Dialect
    private let answer: DialectAnswer

    init(_ reader: StreamReader, _ dialect: any Dialect, _ answer: DialectAnswer) {
        owner = ReaderOwner(reader)
        self.dialect = dialect
        self.answer = answer
    }

    public func makeAsyncIterator() -> Iterator {
        owner.handOver()
        return Iterator(owner.reader, dialect, answer)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private let owner: ReaderOwner
        private let dialect: any Dialect
        private let answer: DialectAnswer
        private var hasEnded = false
        private var hasBegun = false

        init(_ reader: StreamReader, _ dialect: any Dialect, _ answer: DialectAnswer) {
            owner = ReaderOwner(reader)
            self.dialect = dialect
            self.answer = answer
        }

        /// The next bytes, never none; `nil` at the end, and when the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> [UInt8]? {
            guard !hasEnded else { return nil }
            do throws(ProviderFailure) {
                while let piece = try await owner.reader.next() {
                    if !piece.bytes.isEmpty {
                        hasBegun = true
                        return piece.bytes
                    }
                }
                hasEnded = true
                return nil
            } catch {
                hasEnded = true
                guard error.error.code != .cancelled else { return nil }
                return ProviderBytes.ending(error.error, dialect, answer, hasBegun: hasBegun)
            }
        }
    }
}

extension ProviderBytes {
    /// The bytes that end an answer that has begun as the dialect's error: for who stops reading it.
    public func ending(_ error: KapellError) -> [UInt8] { Self.ending(error, dialect, answer, hasBegun: true) }

    private static func ending(
        _ error: KapellError, _ dialect: any Dialect, _ answer: DialectAnswer, hasBegun: Bool
    ) -> [UInt8] {
        var encoder = dialect.eventEncoder(of: answer)
        let bytes = encoder.fail(error)
        guard hasBegun else { return bytes }
        // The encoder does not know what the provider has sent, and would begin the answer again.
        var cutter = StreamCutter(dialect.name)
        return Array(cutter.take(bytes).drop { isBeginning($0) }.joined())
    }

    private static func isBeginning(_ event: [UInt8]) -> Bool {
        ["response.created", "response.in_progress", "message-start"].contains {
            event.starts(with: "event: \($0)\n".utf8)
        }
    }
}
