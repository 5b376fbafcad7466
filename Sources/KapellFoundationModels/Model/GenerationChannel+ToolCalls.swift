extension LanguageModelExecutorGenerationChannel {
    /// Something of the calls that the model makes in one step.
    public struct ToolCalls: Sendable {
        public var entryID: String?
        public var action: Action

        /// What happens to the calls.
        public struct Action: Sendable {
            enum Kind: Sendable {
                case toolCall(ToolCall)
                case remove(id: String)
                case metadata([String: GeneratedContent])
                case usage(Usage)
            }

            let kind: Kind

            /// Something of one call. The first such event opens the call.
            public static func toolCall(id: String, name: String, action: ToolCall.Action) -> Action {
                Action(kind: .toolCall(ToolCall(id: id, name: name, action: action)))
            }

            /// Drops a call that the model has taken back.
            public static func removeToolCall(id: String) -> Action { Action(kind: .remove(id: id)) }

            /// Puts these values in the place of the entry's metadata.
            public static func updateMetadata(_ values: [String: any ConvertibleToGeneratedContent]) -> Action {
                Action(kind: .metadata(values.mapValues(\.generatedContent)))
            }

            /// Puts these counts in the place of those of the request so far.
            public static func updateUsage(
                input: Usage.Input, output: Usage.Output, metadata: [String: any ConvertibleToGeneratedContent] = [:]
            ) -> Action {
                Action(kind: .usage(Usage(input: input, output: output, metadata: metadata)))
            }
        }

        /// Something of one call.
        public struct ToolCall: Sendable {
            public var id: String
            public var name: String
            public var action: Action

            /// What happens to the call.
            public struct Action: Sendable {
                enum Kind: Sendable {
                    case appendArguments(String, tokenCount: Int)
                    case metadata([String: GeneratedContent])
                }

                let kind: Kind

                /// Adds to the text of the arguments, which is a JSON object in the end.
                public static func appendArguments(_ content: String, tokenCount: Int) -> Action {
                    Action(kind: .appendArguments(content, tokenCount: tokenCount))
                }

                /// Puts these values in the place of the call's metadata.
                public static func updateMetadata(_ values: [String: any ConvertibleToGeneratedContent]) -> Action {
                    Action(kind: .metadata(values.mapValues(\.generatedContent)))
                }
            }
        }
    }
}
