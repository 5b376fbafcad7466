/// Figures as reports write them.
enum FigureText {
    /// With so many decimals, rounded.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "–" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let whole = Int64((abs(value) * scale).rounded())
        let sign = value < 0 && whole > 0 ? "-" : ""
        guard decimals > 0 else { return sign + String(whole) }
        let digits = String(whole)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    /// The shortest way to write it.
    static func plain(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    static func of(_ value: Double, _ form: Metric.Form) -> String {
        switch form {
        case .share: fixed(value, 3)
        case .seconds: fixed(value, value < 1 ? 3 : 2)
        case .mean: fixed(value, value == 0 || abs(value) >= 100 ? 0 : abs(value) >= 1 ? 1 : 5)
        }
    }

    static func of(_ interval: ConfidenceInterval?, _ form: Metric.Form) -> String {
        interval.map { "\(of($0.low, form)) to \(of($0.high, form))" } ?? "–"
    }

    /// A difference, with its sign.
    static func signed(_ value: Double, _ form: Metric.Form) -> String { (value > 0 ? "+" : "") + of(value, form) }
}
