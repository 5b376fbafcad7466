import Foundation
import KapellJSON
import Testing

@Suite("Agreement with JSONSerialization")
struct FoundationAgreementTests {
    /// Compares a value with what Foundation made of the same text.
    private func isSame(_ value: JSONValue, _ other: Any) -> Bool {
        switch value {
        case .null: return other is NSNull
        case .bool(let value): return (other as? NSNumber)?.boolValue == value
        case .integer(let value): return (other as? NSNumber)?.int64Value == value
        case .unsigned(let value): return (other as? NSNumber)?.uint64Value == value
        case .number(let value):
            // Foundation goes by way of Decimal, and does not always find the nearest Double.
            guard let other = (other as? NSNumber)?.doubleValue else { return false }
            return abs(value - other) <= abs(value) * 1e-14
        case .string(let value): return (other as? String)?.utf8.elementsEqual(value.utf8) == true
        case .array(let value):
            guard let other = other as? [Any], other.count == value.count else { return false }
            return zip(value, other).allSatisfy { isSame($0, $1) }
        case .object(let value):
            guard let other = other as? [String: Any] else { return false }
            return value.allSatisfy { key, value in other[key].map { isSame(value, $0) } ?? false }
        }
    }

    @Test("Random documents mean the same to both, whoever wrote them")
    func agreement() throws {
        var maker = RandomJSON(seed: 21)
        for _ in 0..<300 {
            let value = JSONValue.array([maker.value(depth: 3)])
            let bytes = value.serializedBytes(pretty: maker.random.chance(2))
            let other = try JSONSerialization.jsonObject(with: Data(bytes))
            #expect(isSame(value, other), "\(value)")
            let written = try JSONSerialization.data(withJSONObject: other, options: .fragmentsAllowed)
            #expect(isSame(try JSONValue(parsing: written), other), "\(value)")
        }
    }
}
