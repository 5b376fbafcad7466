import KapellJSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The vetoes and the weights by which a sentence is judged. They are data: `Evaluations/Support/calibrate.py` writes
/// them from what `kapell-bench support` measures on the labelled pairs.
struct SupportModel: Sendable {
    /// A logistic model: the estimate is 1 / (1 + exp(−(intercept + Σ weight · value))).
    struct Estimator: Sendable {
        var intercept: Double
        var weights: [(feature: Feature, weight: Double)]
        var threshold: Double

        func estimate(_ values: Measurement) -> Double {
            let sum = weights.reduce(intercept) { $0 + $1.weight * values[$1.feature] }
            return 1 / (1 + exp(-sum))
        }
    }

    /// A feature at or above its limit rejects a sentence.
    var vetoes: [(feature: Feature, limit: Double)]
    /// Without and with likeness of meaning.
    var plain: Estimator
    var similar: Estimator

    /// What is shipped; without it nothing is supported.
    static let standard = SupportModel(json: PackageResources.support_weights_json) ?? .closed

    private static let closed = SupportModel(
        vetoes: [], plain: Estimator(intercept: 0, weights: [], threshold: 2),
        similar: Estimator(intercept: 0, weights: [], threshold: 2))

    init(vetoes: [(feature: Feature, limit: Double)], plain: Estimator, similar: Estimator) {
        self.vetoes = vetoes
        self.plain = plain
        self.similar = similar
    }

    init?(json bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), let vetoes = value["vetoes"]?.objectValue,
            let plain = Self.estimator(value["plain"]), let similar = Self.estimator(value["similar"])
        else { return nil }
        self.vetoes = vetoes.compactMap { entry in
            guard let feature = Feature(rawValue: entry.key), let limit = entry.value.doubleValue else { return nil }
            return (feature, limit)
        }
        self.plain = plain
        self.similar = similar
    }

    private static func estimator(_ value: JSONValue?) -> Estimator? {
        guard let intercept = value?["intercept"]?.doubleValue, let threshold = value?["threshold"]?.doubleValue,
            let weights = value?["weights"]?.objectValue
        else { return nil }
        let list = weights.compactMap { entry -> (feature: Feature, weight: Double)? in
            guard let feature = Feature(rawValue: entry.key), let weight = entry.value.doubleValue else { return nil }
            return (feature, weight)
        }
        guard list.count == weights.count else { return nil }
        return Estimator(intercept: intercept, weights: list, threshold: threshold)
    }
}
