/// Numbers with a fixed count of places behind the point.
enum FixedPoint {
    /// Rounds half away from zero, as a spreadsheet does.
    static func text(_ value: Double, decimals: Int, hasThousands: Bool = false) -> String {
        let decimals = min(15, max(0, decimals))
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (abs(value) * scale)
        // Beyond what a whole number holds exactly there are no places left to round.
        guard scaled < 9e17 else { return "\(value)" }
        // 1.005 is a little less than it says; sixteen digits are what is meant.
        let whole = UInt64((scaled + scaled.ulp * 2).rounded(.toNearestOrAwayFromZero))
        var digits = "\(whole)"
        while digits.utf8.count <= decimals { digits = "0" + digits }
        let point = digits.index(digits.endIndex, offsetBy: -decimals)
        var head = String(digits[..<point])
        if hasThousands {
            var grouped: [Character] = []
            for (index, digit) in head.reversed().enumerated() {
                if index > 0, index.isMultiple(of: 3) { grouped.append(",") }
                grouped.append(digit)
            }
            head = String(grouped.reversed())
        }
        let sign = value < 0 && whole > 0 ? "-" : ""
        return decimals == 0 ? sign + head : "\(sign)\(head).\(digits[point...])"
    }
}
