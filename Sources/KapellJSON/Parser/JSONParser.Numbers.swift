extension JSONParser {
    /// Reads the number at `next`.
    @inline(__always)
    mutating func number() throws(JSONFailure) -> JSONValue {
        let first = next
        do throws(JSONFailure) {
            let (value, after) = try JSONNumber.read(from: first, to: end)
            next = after
            return value
        } catch {
            throw JSONFailure(error.reason, at: error.offset + (first - start))
        }
    }
}
