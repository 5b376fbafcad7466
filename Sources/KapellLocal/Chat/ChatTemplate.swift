import KapellCore

/// The ChatML form of a conversation: `<|im_start|>role\ncontent<|im_end|>\n`, then an open turn for the assistant.
///
/// Marks become control tokens; content never does, so that no text of a user or a document can end its own turn.
struct ChatTemplate {
    let vocabulary: Vocabulary
    private let begin: Int32
    private let end: Int32

    /// `nil` when the vocabulary lacks ChatML's marks.
    init?(vocabulary: Vocabulary) {
        guard let begin = vocabulary.control("<|im_start|>"), let end = vocabulary.control("<|im_end|>") else {
            return nil
        }
        self.vocabulary = vocabulary
        self.begin = begin
        self.end = end
    }

    /// Tokens of the conversation, ready for the assistant to write.
    func tokens(for messages: [ModelMessage]) -> [Int32] {
        var tokens: [Int32] = []
        for message in messages {
            tokens.append(begin)
            tokens += vocabulary.tokenize(
                "\(message.role.rawValue)\n\(message.content)", special: false, control: false)
            tokens.append(end)
            tokens += vocabulary.tokenize("\n", special: false, control: false)
        }
        tokens.append(begin)
        tokens += vocabulary.tokenize("assistant\n", special: false, control: false)
        return tokens
    }
}
