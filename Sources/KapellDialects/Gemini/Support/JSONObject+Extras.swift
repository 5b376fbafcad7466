import KapellJSON

extension JSONObject {
    /// Puts fields of the provider's own in: those of an object that is there already beside what it holds.
    mutating func merge(extras: JSONObject) {
        for (key, value) in extras {
            if case .object(var known)? = self[key], case .object(let more) = value {
                known.merge(more)
                self[key] = .object(known)
            } else {
                self[key] = value
            }
        }
    }
}
