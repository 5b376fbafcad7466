/// What a scalar is by the core schema of YAML 1.2.2, chapter 10.3.
enum ScalarKind {
    case nothing
    case boolean
    case integer
    case float
    case text

    /// The kind in words, to follow "here is".
    var noun: String {
        switch self {
        case .nothing: "nothing"
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .float: "a number"
        case .text: "text"
        }
    }
}

extension ConfigurationScalar {
    /// Quoted values are text, and so is what a variable gave: who reads it decides whether it is a number.
    var kind: ScalarKind {
        guard isPlain, variables.isEmpty else { return .text }
        switch text {
        case "", "~", "null", "Null", "NULL": return .nothing
        case "true", "True", "TRUE", "false", "False", "FALSE": return .boolean
        default: break
        }
        let unsigned =
            text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : Substring(text)
        if [".inf", ".Inf", ".INF"].contains(unsigned) || [".nan", ".NaN", ".NAN"].contains(text) { return .float }
        guard let first = unsigned.utf8.first, unsigned.utf8.count <= 64 else { return .text }
        if unsigned.utf8.allSatisfy(isDigit) { return .integer }
        if unsigned.hasPrefix("0x"), unsigned.utf8.count > 2, text == unsigned,
            unsigned.dropFirst(2).allSatisfy(\.isHexDigit)
        {
            return .integer
        }
        if unsigned.hasPrefix("0o"), unsigned.utf8.count > 2, text == unsigned,
            unsigned.dropFirst(2).utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) })
        {
            return .integer
        }
        guard isDigit(first) || first == UInt8(ascii: ".") else { return .text }
        let isFloat = unsigned.utf8.allSatisfy { isDigit($0) || ".eE+-".utf8.contains($0) } && Double(text) != nil
        return isFloat ? .float : .text
    }

    /// What a plain value, or the value of a variable, says: `true` or `false`.
    var boolean: Bool? {
        guard kind == .boolean || !variables.isEmpty else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    /// The number of bytes that a value says. Text without a unit is no size, but a number or a variable's value is.
    var byteSize: Int? {
        if kind == .text, variables.isEmpty, text.utf8.allSatisfy(isDigit) { return nil }
        return ByteSize.bytes(text)
    }

    /// The whole number that a plain value or the value of a variable says, in decimal digits.
    var wholeNumber: Int? {
        guard kind == .integer || !variables.isEmpty else { return nil }
        let isSigned = text.hasPrefix("-") || text.hasPrefix("+")
        let digits = text.dropFirst(isSigned ? 1 : 0)
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return nil }
        return Int(text)
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
