import KapellJSON

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension GeneratedContent {
    /// A text that is not the content that was asked for, or content of which a value cannot be made.
    public struct ParsingError: LocalizedError, Sendable {
        /// The text, or the content as JSON.
        public var rawContent: String

        /// The error behind this one.
        public var underlyingError: (any Error)?

        /// What is wrong, and where, for a person to read.
        public var debugDescription: String

        /// The place of the part that is wrong, as a JSON pointer; nil where the message stands for itself.
        private var pointer: String?

        /// An error.
        public init(rawContent: String, underlyingError: (any Error)? = nil, debugDescription: String) {
            self.rawContent = rawContent
            self.underlyingError = underlyingError
            self.debugDescription = debugDescription
        }

        /// The same as ``debugDescription``.
        public var errorDescription: String? { debugDescription }
    }
}

extension GeneratedContent.ParsingError: CustomDebugStringConvertible {}

extension GeneratedContent.ParsingError: CustomStringConvertible {
    /// The same as ``debugDescription``.
    public var description: String { debugDescription }
}

extension GeneratedContent.ParsingError {
    /// An error of a part; `message` goes on from its place.
    init(_ content: GeneratedContent, _ message: String) {
        self.init(rawContent: content.jsonString, debugDescription: "the value \(message)")
        pointer = ""
    }

    /// The same error, seen from the structure or array that holds the part.
    func below(_ step: String) -> Self {
        guard let pointer else { return self }
        var copy = self
        let escaped = step.contains { $0 == "~" || $0 == "/" } ? Self.escaped(step) : step
        let message = debugDescription.dropFirst(pointer.isEmpty ? "the value".count : pointer.count)
        copy.pointer = "/\(escaped)\(pointer)"
        copy.debugDescription = "/\(escaped)\(pointer)\(message)"
        return copy
    }

    private static func escaped(_ step: String) -> String {
        step.reduce(into: "") { $0 += $1 == "~" ? "~0" : $1 == "/" ? "~1" : String($1) }
    }
}
