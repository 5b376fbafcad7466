import KapellCore

extension LanguageModelSession {
    /// Tokens that were read and written.
    public struct Usage: Sendable, Equatable {
        /// Tokens read.
        public struct Input: Sendable, Equatable {
            /// All, cached ones included.
            public var totalTokenCount: Int
            /// Those that were not computed again.
            public var cachedTokenCount: Int

            public init(totalTokenCount: Int = 0, cachedTokenCount: Int = 0) {
                self.totalTokenCount = totalTokenCount
                self.cachedTokenCount = cachedTokenCount
            }
        }

        /// Tokens written.
        public struct Output: Sendable, Equatable {
            /// All, those of reasoning included.
            public var totalTokenCount: Int
            public var reasoningTokenCount: Int

            public init(totalTokenCount: Int = 0, reasoningTokenCount: Int = 0) {
                self.totalTokenCount = totalTokenCount
                self.reasoningTokenCount = reasoningTokenCount
            }
        }

        public var input: Input
        public var output: Output
        /// What the model said of it last.
        public var metadata: [String: GeneratedContent]

        public init(input: Input = Input(), output: Output = Output(), metadata: [String: GeneratedContent] = [:]) {
            self.input = input
            self.output = output
            self.metadata = metadata
        }

        /// Tokens read and written.
        public var totalTokenCount: Int { input.totalTokenCount.clampedAdding(output.totalTokenCount) }

        static func += (left: inout Usage, right: Usage) {
            left.input.totalTokenCount = left.input.totalTokenCount.clampedAdding(right.input.totalTokenCount)
            left.input.cachedTokenCount = left.input.cachedTokenCount.clampedAdding(right.input.cachedTokenCount)
            left.output.totalTokenCount = left.output.totalTokenCount.clampedAdding(right.output.totalTokenCount)
            left.output.reasoningTokenCount = left.output.reasoningTokenCount.clampedAdding(
                right.output.reasoningTokenCount)
            if !right.metadata.isEmpty { left.metadata = right.metadata }
        }
    }
}
