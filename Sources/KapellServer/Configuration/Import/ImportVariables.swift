/// Gives each secret of the file that is read a variable, so that none is written.
struct ImportVariables {
    private(set) var all: [ImportVariable] = []
    /// Names that stand for something already.
    private var taken: Set<String>
    /// The variables of secrets, by the secret.
    private var secrets: [String: String] = [:]

    /// - Parameter taken: The variables that the file itself names.
    init(taken: Set<String>) { self.taken = taken }

    /// Notes a variable that has to be set.
    mutating func need(_ name: String, _ purpose: String, isLiteral: Bool = false) {
        guard !all.contains(where: { $0.name == name }) else { return }
        all.append(ImportVariable(name: name, purpose: purpose, isLiteral: isLiteral))
    }

    /// The variable that stands for a secret; a new one is named after `base`.
    mutating func variable(for secret: String, named base: String, _ purpose: String) -> String {
        if let name = secrets[secret] { return name }
        var name = base
        var count = 1
        while !taken.insert(name).inserted {
            count += 1
            name = "\(base)_\(count)"
        }
        secrets[secret] = name
        need(name, purpose, isLiteral: true)
        return name
    }

    /// A name for a variable, made of words: `X-Team` becomes `X_TEAM`.
    static func name(of words: String) -> String {
        let name = String(
            words.uppercased().unicodeScalars.prefix(100).map { scalar in
                ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
            })
        return name.first.map { $0.isNumber } == true ? "_\(name)" : name
    }
}
