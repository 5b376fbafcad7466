/// A number, an amount, a date, a time, a measure or a reference that a text states.
struct Quantity {
    enum Kind: String {
        case number, money, percent, duration, measure, date, year, time, weekday, ordinal, reference, code, currency
    }

    /// Indices of its tokens, the last one not included.
    var start: Int
    var end: Int
    var kind: Kind
    /// In the unit, converted: durations to seconds, days or months; lengths to metres.
    var value = 0.0
    /// The unit after conversion, the currency, `times` or `fraction`; empty where none is said.
    var unit = ""
    /// What a reference or code is written as.
    var text = ""
    var year: Int?
    var month: Int?
    var day: Int?
    /// 1 for business days, −1 for days that are said to be calendar days.
    var business = 0

    /// How well it agrees with a quantity of a span: 1 the same, between 0 and 1 the same as far as said, −1 the same
    /// number in another unit, 0 not the same.
    func agreement(with other: Quantity) -> Double {
        let isDay: (Kind) -> Bool = { $0 == .date || $0 == .year }
        if isDay(kind), isDay(other.kind) { return dateAgreement(other) }
        if [kind, other.kind].contains(where: { $0 == .reference || $0 == .code }) {
            return !text.isEmpty && text == other.text ? 1 : 0
        }
        if kind == .currency || other.kind == .currency { return unit == other.unit && !unit.isEmpty ? 1 : 0 }
        let needsKind: (Kind) -> Bool = { [.time, .weekday, .ordinal].contains($0) }
        let isSame = abs(value - other.value) <= 1e-6 * max(1, abs(value))
        if needsKind(kind) || needsKind(other.kind) { return kind == other.kind && isSame ? 1 : 0 }
        if (kind == .number && other.kind == .percent) || (kind == .percent && other.kind == .number) {
            return shareAgreement(other, isSame)
        }
        if kind == .duration, other.kind == .duration { return durationAgreement(other, isSame) }
        guard isSame else { return 0 }
        if kind == other.kind { return unit == other.unit || unit.isEmpty || other.unit.isEmpty ? 1 : -1 }
        if kind == .number || other.kind == .number {
            let special: (String) -> Bool = { $0 == "fraction" || $0 == "times" }
            return special(unit) || special(other.unit) ? 0 : 0.6
        }
        return -1
    }

    private func dateAgreement(_ other: Quantity) -> Double {
        let pairs = [(year, other.year), (month, other.month), (day, other.day)]
        var common = 0
        var more = 0
        for (mine, its) in pairs {
            if let mine, let its {
                if mine != its { return 0 }
                common += 1
            } else if mine != nil {
                more += 1
            }
        }
        return common == 0 ? 0 : more == 0 ? 1 : 0.4
    }

    /// "Half" and "50 per cent", "one and a half times" and "150 %".
    private func shareAgreement(_ other: Quantity, _ isSame: Bool) -> Double {
        let number = kind == .number ? self : other
        let percent = kind == .number ? other : self
        let difference = abs(number.value * 100 - percent.value)
        if number.unit == "fraction" { return difference < 0.7 ? 1 : isSame ? -1 : 0 }
        if number.unit == "times" { return difference < 1e-3 ? 1 : isSame ? -1 : 0 }
        if difference < 1e-6, number.value > 1, number.value < 10 { return 0.6 }
        return isSame ? 0.6 : 0
    }

    private func durationAgreement(_ other: Quantity, _ isSame: Bool) -> Double {
        if unit == other.unit {
            guard isSame else { return 0 }
            return business == other.business || business + other.business == -1 ? 1 : -1
        }
        let isHours = unit == "s" && other.unit == "d"
        let isDays = unit == "d" && other.unit == "s"
        guard isHours || isDays else { return 0 }
        let mine = isHours ? value : value * 86400
        let its = isHours ? other.value * 86400 : other.value
        return abs(mine - its) < 1 ? 1 : 0
    }
}
