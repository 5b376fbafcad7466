import KapellJSON

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension GenerationGuide where Value == Int {
    /// The number is at least `value`.
    public static func minimum(_ value: Int) -> GenerationGuide<Int> {
        GenerationGuide(.minimum(.integer(Int64(value))))
    }

    /// The number is at most `value`.
    public static func maximum(_ value: Int) -> GenerationGuide<Int> {
        GenerationGuide(.maximum(.integer(Int64(value))))
    }

    /// The number lies in `range`, bounds included.
    public static func range(_ range: ClosedRange<Int>) -> GenerationGuide<Int> {
        GenerationGuide(.minimum(.integer(Int64(range.lowerBound))), .maximum(.integer(Int64(range.upperBound))))
    }
}

extension GenerationGuide where Value == Float {
    /// The number is at least `value`.
    public static func minimum(_ value: Float) -> GenerationGuide<Float> { GenerationGuide(.minimum(json(value))) }

    /// The number is at most `value`.
    public static func maximum(_ value: Float) -> GenerationGuide<Float> { GenerationGuide(.maximum(json(value))) }

    /// The number lies in `range`, bounds included.
    public static func range(_ range: ClosedRange<Float>) -> GenerationGuide<Float> {
        GenerationGuide(.minimum(json(range.lowerBound)), .maximum(json(range.upperBound)))
    }

    private static func json(_ value: Float) -> JSONValue { value.generatedContent.jsonValue }
}

extension GenerationGuide where Value == Double {
    /// The number is at least `value`.
    public static func minimum(_ value: Double) -> GenerationGuide<Double> {
        GenerationGuide(.minimum(.number(value)))
    }

    /// The number is at most `value`.
    public static func maximum(_ value: Double) -> GenerationGuide<Double> {
        GenerationGuide(.maximum(.number(value)))
    }

    /// The number lies in `range`, bounds included.
    public static func range(_ range: ClosedRange<Double>) -> GenerationGuide<Double> {
        GenerationGuide(.minimum(.number(range.lowerBound)), .maximum(.number(range.upperBound)))
    }
}

extension GenerationGuide where Value == Decimal {
    /// The number is at least `value`.
    public static func minimum(_ value: Decimal) -> GenerationGuide<Decimal> { GenerationGuide(.minimum(value.json)) }

    /// The number is at most `value`.
    public static func maximum(_ value: Decimal) -> GenerationGuide<Decimal> { GenerationGuide(.maximum(value.json)) }

    /// The number lies in `range`, bounds included.
    public static func range(_ range: ClosedRange<Decimal>) -> GenerationGuide<Decimal> {
        GenerationGuide(.minimum(range.lowerBound.json), .maximum(range.upperBound.json))
    }
}
