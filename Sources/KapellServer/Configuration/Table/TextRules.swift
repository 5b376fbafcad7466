extension TextRule {
    /// Free text for people.
    static let description = TextRule("text", maximumLength: 2000, minimumLength: 0) { _, _ in
        Explanation(problem: "is longer than 2000 characters.", remedy: "Shorten it.")
    }

    /// A file or folder, absolute, relative to the file, or below the home folder.
    static let path = TextRule(
        "a path",
        pattern: #"^(?!~[^/])[^\u0000-\u001f]+$"#,
        maximumLength: 4096
    ) { text, quoted in
        if text.isEmpty {
            return Explanation(problem: "is an empty path.", remedy: "Write a path, or `.` for the folder of the file.")
        }
        if text.hasPrefix("~") {
            return Explanation(
                problem: "is \(quoted), and the home folder of another user is not looked up.",
                remedy: "Write the whole path, or `~/…` for your own home folder."
            )
        }
        return Explanation(problem: "must be a path without control characters, of at most 4096.", remedy: nil)
    }

    /// A file to include: relative, and the same on every machine.
    static let includedPath = TextRule(
        "a relative path",
        pattern: #"^(?![~/])(?!.*\$\{)[^\u0000-\u001f]+$"#,
        maximumLength: 1024,
        allowsVariables: false
    ) { text, quoted in
        if text.contains("${") {
            return Explanation(
                problem: "holds a variable, and included files must not depend on variables.",
                remedy: "Write the path itself."
            )
        }
        return Explanation(
            problem: "must be a path relative to this file, and \(quoted) is not.",
            remedy: "Write it relative to this file, such as `shared/models.yaml`."
        )
    }

    /// The name of a knowledge base or a provider; it becomes part of addresses.
    static let name = TextRule("a name", pattern: "^[a-z0-9][a-z0-9_-]{0,63}$", maximumLength: 64) { _, quoted in
        Explanation(
            problem: "cannot be named \(quoted).",
            remedy: "Use 1 to 64 small letters, digits, `-` and `_`; the first one a letter or a digit."
        )
    }

    /// A database, as libpq names it; mostly with a password.
    static let postgres = TextRule(
        "the address of a PostgreSQL database",
        pattern: #"^(postgres(ql)?://|[a-z_]+ *=)[^\u0000-\u001f]*$"#, maximumLength: 4096, isSecret: true
    ) { _, _ in
        Explanation(
            problem: "is not the address of a PostgreSQL database.",
            remedy: "Write `postgresql://user@host/database`, or `host=… dbname=…`; a password belongs into a variable."
        )
    }

    /// Where the server may listen while there are no keys.
    static let loopback = TextRule(
        "a loopback address",
        pattern: #"^(localhost|::1|127(\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3})$"#,
        maximumLength: 255
    ) { text, quoted in
        let remedy = "Write `127.0.0.1`, `::1` or `localhost`."
        let isHost =
            !text.isEmpty && text.utf8.count <= 255
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"): true
                default: false
                }
            }
        guard isHost else {
            return Explanation(problem: "must be a host name or address, and \(quoted) is not.", remedy: remedy)
        }
        return Explanation(
            problem:
                "is \(quoted); serving beyond this machine needs keys, which this version does not have yet.",
            remedy: remedy
        )
    }
}

/// A literal value of the file as messages show it.
func quotedValue(_ text: String) -> String { "`\(shown(text))`" }
