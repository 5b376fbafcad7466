#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// All that is measured of a sentence and its span, with what a person is told of it.
struct Measurement {
    private(set) var values: [Feature: Double] = [:]
    /// What failed, in plain words, by check.
    private(set) var notes: [(check: SupportCheck.Name, text: String)] = []

    subscript(feature: Feature) -> Double {
        get { values[feature] ?? 0 }
        set { values[feature] = newValue }
    }

    mutating func set(_ feature: Feature, _ isTrue: Bool) { values[feature] = isTrue ? 1 : 0 }

    mutating func note(_ check: SupportCheck.Name, _ text: String) {
        if notes.count < 12 { notes.append((check, text)) }
    }

    init(_ comparison: Comparison) {
        measureWords(comparison)
        measureLinks(comparison)
        measureNumbers(comparison)
        measureBounds(comparison)
        measureNumberContext(comparison)
        measureCopy(comparison)
        measureModality(comparison)
        measureDenials(comparison)
        measureQuantifiers(comparison)
        measureTime(comparison)
        measureConditions(comparison)
        measureRoles(comparison)
        measureTable(comparison)
        measureQuestion(comparison)
    }

    static func logarithm(_ count: Int) -> Double { log(1 + Double(count)) }
}
