import KapellJSON
import KapellTesting

/// Makes random values.
struct RandomJSON {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed) }

    mutating func value(depth: Int = 4) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(integer())
        case 3: return .unsigned(UInt64.random(in: (1 << 63)...UInt64.max, using: &random))
        case 4: return .number(double())
        case 5: return .string(string())
        case 6, 7: return .array((0..<Int.random(in: 0..<6, using: &random)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            let count = random.chance(10) ? 40 : Int.random(in: 0..<6, using: &random)
            for _ in 0..<count { object[string()] = value(depth: count > 20 ? 0 : depth - 1) }
            return .object(object)
        }
    }

    mutating func integer() -> Int64 {
        Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64, using: &random)
    }

    mutating func double() -> Double {
        let value = random.chance(2) ? Double(bitPattern: random.next()) : Double.random(in: -1e6...1e6, using: &random)
        return value.isFinite ? value : 0.5
    }

    mutating func string() -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<20, using: &random) {
            let code: UInt32 =
                switch Int.random(in: 0..<8, using: &random) {
                case 0: UInt32.random(in: 0..<0x20, using: &random)
                case 1: UInt32.random(in: 0x80..<0x800, using: &random)
                case 2: UInt32.random(in: 0x800..<0xD800, using: &random)
                case 3: UInt32.random(in: 0x1_0000..<0x11_0000, using: &random)
                case 4: [0x22, 0x5C, 0x2F, 0x7F].randomElement(using: &random) ?? 0x22
                default: UInt32.random(in: 0x20..<0x7F, using: &random)
                }
            if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
        }
        return String(scalars)
    }
}
