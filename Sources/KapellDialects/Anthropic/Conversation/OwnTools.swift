package import KapellJSON

/// Tools of a provider's own, which a request keeps under `tools[2]` and the like.
package enum OwnTools {
    package static func isOne(_ key: String) -> Bool { key.hasPrefix("tools[") }

    /// `tools` with those in `fields` in their places.
    package static func placed(_ fields: JSONObject, among tools: [JSONValue]) -> [JSONValue] {
        var all = tools
        for (key, value) in fields where isOne(key) {
            let place = Int(key.dropFirst("tools[".count).dropLast()) ?? all.count
            all.insert(value, at: min(max(place, 0), all.count))
        }
        return all
    }
}
