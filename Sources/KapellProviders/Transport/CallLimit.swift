import KapellCore
import NIOCore

/// The limit on time that is in force at a moment of a call.
enum CallLimit: Sendable {
    case connect
    case firstByte
    case firstToken
    case betweenTokens
    case total
    /// An answer is complete; only the end of its body is awaited, so that the connection can be used again.
    case draining

    func duration(in timeouts: ProviderTimeouts) -> Duration? {
        switch self {
        case .connect: timeouts.connect
        case .firstByte: timeouts.firstByte
        case .firstToken: timeouts.firstToken
        case .betweenTokens: timeouts.betweenTokens
        case .total: timeouts.total
        case .draining: .milliseconds(250)
        }
    }

    func error(_ host: String, _ timeouts: ProviderTimeouts) -> KapellError {
        let time = duration(in: timeouts).map { " within \($0.inSeconds) s" } ?? ""
        let (what, name) =
            switch self {
            case .connect: ("could not be connected to", "connect")
            case .firstByte: ("did not begin to answer", "firstByte")
            case .firstToken: ("sent nothing of its answer", "firstToken")
            case .betweenTokens: ("stopped in the middle of its answer and did not go on", "betweenTokens")
            case .total, .draining: ("did not finish its answer", "total")
            }
        return KapellError(
            .timeout, "\(host) \(what)\(time) (timeout `\(name)`).",
            remedy: "Ask again, or raise the provider's timeout `\(name)`.")
    }
}

extension Duration {
    /// Seconds with at most three digits behind the point.
    var inSeconds: String {
        let milliseconds = clampedNanoseconds / 1_000_000
        let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000)
        guard rest != 0 else { return "\(seconds)" }
        var digits = String(1000 + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(seconds).\(digits)"
    }

    /// Nanoseconds, at least 0 and at most about ten years.
    package var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return min(seconds, 315_360_000) * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

extension NIODeadline {
    /// `limit` after `start`; without one, never.
    static func after(_ limit: Duration?, from start: NIODeadline) -> NIODeadline {
        limit.map { start + .nanoseconds($0.clampedNanoseconds) } ?? .distantFuture
    }
}
