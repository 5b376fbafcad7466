/// What holds for models of one family instead of the file's own.
struct PromptVariant: Sendable {
    var pattern: NamePattern
    var form: PromptForm
}

/// A pattern of names: `*` stands for any text, `?` for one character; case does not count.
struct NamePattern: Sendable, Hashable {
    let text: String
    private let scalars: [Unicode.Scalar]

    init(_ text: String) {
        self.text = text
        scalars = Array(text.lowercased().unicodeScalars)
    }

    /// Whether the whole name fits. Takes time in proportion to both lengths multiplied, at most.
    func matches(_ name: String) -> Bool {
        let name = Array(name.lowercased().unicodeScalars)
        var (place, next) = (0, 0)
        var retry: (pattern: Int, name: Int)?
        while next < name.count {
            if place < scalars.count, scalars[place] == "*" {
                retry = (place + 1, next)
                place += 1
            } else if place < scalars.count, scalars[place] == "?" || scalars[place] == name[next] {
                place += 1
                next += 1
            } else if let again = retry {
                retry = (again.pattern, again.name + 1)
                (place, next) = (again.pattern, again.name + 1)
            } else {
                return false
            }
        }
        return scalars[place...].allSatisfy { $0 == "*" }
    }
}
