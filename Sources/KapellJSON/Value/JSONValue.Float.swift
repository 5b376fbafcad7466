extension JSONValue {
    /// The shortest decimal that is the same 32-bit number: 0.1 for what is nearest to 0.1, and not all of its digits.
    public init(shortest number: Float) { self = .number(Double(number.description) ?? Double(number)) }
}
