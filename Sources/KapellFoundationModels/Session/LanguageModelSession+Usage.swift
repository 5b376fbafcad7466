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

        /// What has come to these counts since an earlier state of them. A count that was corrected downwards adds nothing.
        func since(_ earlier: Usage) -> Usage {
            func more(_ now: Int, _ before: Int) -> Int { max(0, now.clampedSubtracting(before)) }
            return Usage(
                input: Input(
                    totalTokenCount: more(input.totalTokenCount, earlier.input.totalTokenCount),
                    cachedTokenCount: more(input.cachedTokenCount, earlier.input.cachedTokenCount)),
                output: Output(
                    totalTokenCount: more(output.totalTokenCount, earlier.output.totalTokenCount),
                    reasoningTokenCount: more(output.reasoningTokenCount, earlier.output.reasoningTokenCount)),
                metadata: metadata == earlier.metadata ? [:] : metadata)
        }

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
