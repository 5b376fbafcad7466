extension TextRule {
    /// `provider/model`.
    static let model = TextRule(
        "`provider/model`",
        pattern: #"^[a-z0-9][a-z0-9_-]{0,63}/[^\u0000-\u0020][^\u0000-\u001f]*$"#,
        maximumLength: 4096,
        explain: explainModel
    )

    /// What clients call: printable, with single spaces between words, and without characters that are not seen.
    static let aliasName = TextRule(
        "a name", pattern: "^\(aliasLetter)( ?\(aliasLetter)){0,255}$", maximumLength: 256
    ) { _, quoted in
        Explanation(
            problem: "cannot be named \(quoted).",
            remedy: "Use 1 to 256 printable characters, with single spaces between words.")
    }
    private static let aliasLetter =
        #"[^\s\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"#

    /// An address below which a provider's paths lie. It is not shown, since people put keys into addresses.
    static let baseURL = TextRule(
        "a base address",
        pattern: #"^https?://([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])"#
            + #"(:(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}))?"#
            + #"(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$"#,
        maximumLength: 2048,
        isSecret: true
    ) { text, _ in
        let problem =
            if !text.hasPrefix("https://"), !text.hasPrefix("http://") {
                "does not begin with `https://` or `http://`."
            } else if text.contains("@") {
                "holds a user or a password."
            } else if text.contains("?") || text.contains("#") {
                "holds a query or a fragment."
            } else {
                "must be an address with a host, a port from 1 to 65535 if any, and a path if any."
            }
        return Explanation(
            problem: problem, remedy: "Write it like `https://api.example.com/v1`; a key goes into `key`.")
    }

    /// A key of a provider.
    static let secretKey = TextRule("a key", pattern: "^[!-~]+$", maximumLength: 8192, isSecret: true) { text, _ in
        guard !text.isEmpty else {
            return Explanation(
                problem: "is an empty key.", remedy: "Give the variable a value, or leave `key` out.")
        }
        return Explanation(
            problem: "must be a key: at most 8192 printable ASCII characters without spaces.",
            remedy: "Look for spaces, line ends and quotes around it.")
    }

    /// A region of a cloud.
    static let region = TextRule("a region", pattern: "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$", maximumLength: 40)

    /// A version of an API.
    static let apiVersion = TextRule("a version", pattern: "^[A-Za-z0-9-]{1,40}$", maximumLength: 40)

    /// The name of a header field.
    static let headerName = TextRule(
        "a name", pattern: "^[A-Za-z0-9_-]{1,128}$", maximumLength: 128
    ) { _, quoted in
        Explanation(
            problem: "cannot be named \(quoted).", remedy: "Use 1 to 128 letters, digits, `-` and `_`.")
    }

    /// The value of a header field, which may be a secret.
    static let headerValue = TextRule(
        "text", pattern: "^[ -~]*$", maximumLength: 8192, minimumLength: 0, isSecret: true
    ) { _, _ in
        Explanation(problem: "must be one line of at most 8192 printable ASCII characters.", remedy: nil)
    }
}

@Sendable private func explainModel(_ text: String, _ quoted: String) -> TextRule.Explanation {
    let remedy =
        "Write a provider, a slash and a model's name, such as `openai/gpt-5`, "
        + "`\(ConfigurationDefaults.chatModel)` or `local/` and a GGUF file."
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex else {
        return TextRule.Explanation(
            problem: "must be `provider/model`, and \(quoted) names no provider.", remedy: remedy)
    }
    // A value from a variable is not shown, not even its first part.
    let isShown = quoted == quotedValue(text)
    let provider = String(text[..<slash])
    let named = isShown ? "`\(shown(provider, limit: 30))`" : "of \(quoted)"
    guard TextRule.name.accepts(provider) else {
        return TextRule.Explanation(
            problem: "names the provider \(named), which is no name of a provider.", remedy: remedy)
    }
    if text[slash...] == "/" {
        return TextRule.Explanation(
            problem: isShown ? "names no model after `\(provider)/`." : "names no model in \(quoted).", remedy: remedy)
    }
    return TextRule.Explanation(
        problem: "must be `provider/model` of at most 4096 characters, none of them a control character.",
        remedy: remedy)
}
