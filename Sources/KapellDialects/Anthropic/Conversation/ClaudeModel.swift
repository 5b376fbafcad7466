/// What the name of a Claude model says about the fields that it takes.
///
/// A name is searched for `claude`, and after it for the first number of one or two digits and the one right after it:
/// `us.anthropic.claude-opus-4-1-20250805-v1:0` is 4.1. Source of the limits: Anthropic's pages on models, 2026.
package struct ClaudeModel: Sendable, Hashable {
    /// 100 × the major and the minor number; `nil` where the name tells none.
    private let version: Int?
    package let isClaude: Bool

    package init(_ name: String) {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard let start = words.firstIndex(where: { $0 == "claude" }) else {
            isClaude = false
            version = nil
            return
        }
        isClaude = true
        let rest = words[start...].dropFirst()
        let isSmallNumber = { (word: Substring) in word.utf8.count <= 2 && Int(word) != nil }
        guard let place = rest.firstIndex(where: isSmallNumber), let major = Int(rest[place]) else {
            version = nil
            return
        }
        let next = rest[(place + 1)...].first
        version = major * 100 + (next.flatMap { isSmallNumber($0) ? Int($0) : nil } ?? 0)
    }

    private func isAtLeast(_ version: Int) -> Bool { self.version.map { $0 >= version } ?? false }

    /// It refuses temperature, top_p and top_k.
    package var refusesSampling: Bool { isAtLeast(407) }
    /// It refuses temperature and top_p in one request.
    package var refusesTemperatureWithTopP: Bool { isAtLeast(401) }
    /// It decides how much it thinks, and takes an effort; older ones take a budget of tokens.
    package var thinksAdaptively: Bool { isClaude && (version == nil || isAtLeast(406)) }
    /// It can think.
    package var thinks: Bool { version == nil || isAtLeast(307) }
    /// It takes instructions between turns, with the role `system`.
    package var takesSystemTurns: Bool { isAtLeast(408) }
    /// Tokens of an answer where the request says nothing and the wire wants a number.
    package var defaultMaximumTokens: Int { version.map { $0 < 305 ? 4_096 : 8_192 } ?? 8_192 }
}
