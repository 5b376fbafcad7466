internal import CLlama
import KapellCore

extension Vocabulary {
    /// The bytes of each token; control tokens have none.
    var pieces: [[UInt8]] {
        (0..<Int32(count)).map { token in
            var bytes: [UInt8] = []
            append(token, to: &bytes)
            return bytes
        }
    }

    /// The tokens that end a turn.
    var endTokens: [Int32] { (0..<Int32(count)).filter { isEndOfTurn($0) } }

    /// The texts of control tokens, and of what ends a turn.
    var controlTexts: [String] {
        (0..<Int32(count)).filter { isControl($0) || isEndOfTurn($0) }.map { text(of: $0) }
    }

    /// The texts of tokens that are read as one wherever they are written, without being control tokens: marks for
    /// thoughts and calls in many models, but also pieces of HTML and rows of spaces.
    var ownTexts: [String] {
        (0..<Int32(count)).filter { isUserDefined($0) }.map { text(of: $0) }
    }

    private func isUserDefined(_ token: Int32) -> Bool {
        withPointer { llama_vocab_get_attr($0, token).rawValue & LLAMA_TOKEN_ATTR_USER_DEFINED.rawValue != 0 }
    }

    /// The text of the token that begins a text, as templates write it; empty where there is none.
    var beginText: String { special(llama_vocab_bos) }

    /// The text of the token that ends a text.
    var endText: String { special(llama_vocab_eos) }

    private func special(_ which: (OpaquePointer?) -> Int32) -> String {
        let token = withPointer(which)
        return token < 0 ? "" : text(of: token)
    }

    /// - Throws: `.tooLarge` for a text that is not cut.
    static func check(_ text: String) throws(KapellError) {
        guard text.utf8.count > longestText else { return }
        throw KapellError(
            .tooLarge, "The text has \(text.utf8.count) bytes; the limit is \(longestText).",
            remedy: "Send it in pieces.")
    }

    /// - Throws: `.invalidRequest` for a number that is no token.
    func check(_ token: Int32) throws(KapellError) {
        guard !(0..<Int32(count)).contains(token) else { return }
        throw KapellError(
            .invalidRequest, "\(token) is no token of this model.", remedy: "Its tokens are 0 to \(count - 1).")
    }

    /// The text of tokens, control tokens among them; bytes that are no text become U+FFFD.
    func detokenize(_ tokens: [Int32]) throws(KapellError) -> String {
        var bytes: [UInt8] = []
        for token in tokens {
            try check(token)
            append(token, to: &bytes, showsControl: true)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
