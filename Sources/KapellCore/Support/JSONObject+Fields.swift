package import KapellJSON

extension JSONObject {
    /// Refuses a field that is not among `names`.
    package func only(_ names: [String]) throws(KapellError) {
        guard let other = keys.first(where: { !names.contains($0) }) else { return }
        throw KapellError(
            .invalidRequest, "`\(other.prefix(60))` is not a field of this request.",
            remedy: "Its fields are \(names.map { "`\($0)`" }.joined(separator: ", ")).")
    }

    /// A text that must be there.
    package func required(_ key: String) throws(KapellError) -> String {
        if let text = try self.text(key) { return text }
        throw KapellError(.invalidRequest, "`\(key)` is missing.", remedy: "Send it as a text.")
    }

    /// A text, or `nil` when it is not there.
    package func text(_ key: String) throws(KapellError) -> String? {
        guard let value = self[key], !value.isNull else { return nil }
        guard let text = value.stringValue else { throw KapellError(.invalidRequest, "`\(key)` must be a text.") }
        return text
    }

    /// A truth value; false when it is not there.
    package func flag(_ key: String) throws(KapellError) -> Bool {
        guard let value = self[key], !value.isNull else { return false }
        guard let flag = value.boolValue else { throw KapellError(.invalidRequest, "`\(key)` must be true or false.") }
        return flag
    }

    /// A whole number within a range, or `nil` when it is not there.
    package func whole(_ key: String, in range: ClosedRange<Int>) throws(KapellError) -> Int? {
        guard let value = self[key], !value.isNull else { return nil }
        guard let number = value.intValue, range.contains(number) else {
            throw KapellError(
                .invalidRequest, "`\(key)` must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// A number within a range, or `nil` when it is not there.
    package func number(_ key: String, in range: ClosedRange<Double>) throws(KapellError) -> Double? {
        guard let value = self[key], !value.isNull else { return nil }
        guard let number = value.doubleValue, range.contains(number) else {
            throw KapellError(
                .invalidRequest, "`\(key)` must be a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}
