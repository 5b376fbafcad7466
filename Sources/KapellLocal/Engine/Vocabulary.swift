internal import CLlama

/// A model's tokens. May be used from any thread.
struct Vocabulary: @unchecked Sendable {  // lock: none needed, llama.cpp's vocabulary is immutable and thread-safe
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer?) {
        guard let pointer else { preconditionFailure("A loaded model has a vocabulary.") }
        self.pointer = pointer
    }

    /// The stack of a thread that cuts texts into tokens. For some vocabularies llama.cpp cuts by `std::regex`, which takes
    /// some 300 bytes of it for each letter of a long word.
    static let stack = 1 << 30
    /// Bytes of the longest text that is cut.
    static let longestText = 2 << 20

    var count: Int { Int(llama_vocab_n_tokens(pointer)) }

    /// Whether texts are cut into BERT's word pieces.
    var isWordPiece: Bool { llama_vocab_type(pointer) == LLAMA_VOCAB_TYPE_WPM }

    /// All tokens in their order, as the file has them.
    var texts: [String] {
        (0..<Int32(count)).map { text(of: $0) }
    }

    /// Tokens of `text`.
    ///
    /// - Parameters:
    ///   - special: whether the model's own begin and end marks are put round it.
    ///   - control: whether control tokens written out in `text` count as such. Never true for text that a user or a
    ///     document brings.
    func tokenize(_ text: String, special: Bool, control: Bool) -> [Int32] {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                let length = Int32(clamping: characters.count)
                var tokens = [Int32](repeating: 0, count: characters.count + 4)
                var count = llama_tokenize(
                    pointer, characters.baseAddress, length, &tokens, Int32(clamping: tokens.count), special, control)
                if count < 0, count != Int32.min {
                    tokens = [Int32](repeating: 0, count: Int(-count))
                    count = llama_tokenize(
                        pointer, characters.baseAddress, length, &tokens, Int32(clamping: tokens.count), special,
                        control)
                }
                return Array(tokens.prefix(max(0, Int(count))))
            }
        }
    }

    /// The token that is put in front of each text; `nil` where the model wants none.
    var addedBegin: Int32? {
        guard llama_vocab_get_add_bos(pointer) else { return nil }
        let token = llama_vocab_bos(pointer)
        return token < 0 ? nil : token
    }

    /// A token as the file has it.
    func text(of token: Int32) -> String { llama_vocab_get_text(pointer, token).map { String(cString: $0) } ?? "" }

    func isControl(_ token: Int32) -> Bool { llama_vocab_is_control(pointer, token) }

    func withPointer<Result>(_ body: (OpaquePointer?) -> Result) -> Result { body(pointer) }

    /// Appends the bytes of a token; control tokens have none, but where they are to be shown.
    func append(_ token: Int32, to bytes: inout [UInt8], showsControl: Bool = false) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            let count = llama_token_to_piece(pointer, token, buffer.baseAddress, 256, 0, showsControl)
            if count < 0 { return append(token, of: Int(-count), to: &bytes, showsControl) }
            for character in buffer.prefix(Int(count)) { bytes.append(UInt8(bitPattern: character)) }
        }
    }

    /// The same for a token of many bytes.
    private func append(_ token: Int32, of count: Int, to bytes: inout [UInt8], _ showsControl: Bool) {
        var buffer = [CChar](repeating: 0, count: count)
        let written = llama_token_to_piece(pointer, token, &buffer, Int32(count), 0, showsControl)
        for character in buffer.prefix(max(0, Int(written))) { bytes.append(UInt8(bitPattern: character)) }
    }

    /// Whether the token ends the model's turn.
    func isEndOfTurn(_ token: Int32) -> Bool { llama_vocab_is_eog(pointer, token) }
}
