/// One spelling for words that are written in two ways.
package enum Spelling {
    /// The American form of a common British one; otherwise the word itself.
    package static func normal(_ word: String) -> String {
        if let form = irregular[word] { return form }
        for (british, american) in endings where word.hasSuffix(british) && word.utf8.count > british.utf8.count + 3 {
            return word.dropLast(british.count) + american
        }
        return word
    }

    private static let irregular = [
        "licence": "license", "licences": "licenses", "licencee": "licensee", "licencor": "licensor",
        "defence": "defense", "offence": "offense", "cheque": "check", "programme": "program", "behaviour": "behavior",
        "favour": "favor", "honour": "honor", "labour": "labor", "centre": "center", "judgement": "judgment",
        "colour": "color", "neighbour": "neighbor", "whilst": "while", "fulfil": "fulfill", "enrol": "enroll",
        "cancelled": "canceled", "cancelling": "canceling", "catalogue": "catalog",
    ]
    private static let endings = [
        ("isation", "ization"), ("isations", "izations"), ("ising", "izing"), ("ised", "ized"), ("ise", "ize"),
        ("ises", "izes"),
    ]
}
