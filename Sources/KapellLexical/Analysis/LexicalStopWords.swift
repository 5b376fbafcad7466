/// Words that say nothing about what a text is about: articles, pronouns, prepositions, auxiliary verbs.
public enum LexicalStopWords {
    /// The list of the language: lower case, with accents.
    public static func words(of language: LexicalLanguage) -> Set<String> {
        switch language {
        case .none: []
        case .english: english
        case .german: german
        case .french: french
        case .spanish: spanish
        }
    }

    static func bytes(of language: LexicalLanguage) -> Set<[UInt8]> { all[language] ?? [] }

    private static let all: [LexicalLanguage: Set<[UInt8]>] = Dictionary(
        uniqueKeysWithValues: LexicalLanguage.allCases.map { ($0, Set(words(of: $0).map { Array($0.utf8) })) })

    private static func list(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

    private static let english = list(
        """
        a an and are as at be been being but by can could did do does for from had has have he her here hers him his \
        how i if in into is it it's its may me might must my of on or our ours shall she should so such than that the \
        their theirs them then there these they this those to us was we were what when where which while who whom \
        whose why will with would you your yours
        """)
    private static let german = list(
        """
        aber als am an auch auf aus bei bin bis bist da das dass dein deine dem den der des die dies diese diesem \
        diesen dieser dieses du durch ein eine einem einen einer eines er es euer für hat hatte haben ich ihm ihn ihr \
        ihre im in ist ja kann mein meine mich mir mit nach oder sein seine sich sie sind so um und uns unser unter \
        vom von vor war waren was wenn wer werden wie wir wird wo zu zum zur über
        """)
    private static let french = list(
        """
        à au aux avec c'est ce ces cet cette d'un d'une dans de des du elle elles en es est et eu eux il ils je l'on \
        la le les leur leurs lui ma mais me mes moi mon ne nos notre nous on ont ou où par pas pour qu'il que qui sa \
        se ses soi son sont sur ta te tes toi ton tu un une vos votre vous y était être
        """)
    private static let spanish = list(
        """
        a al como con cual cuando de del desde donde e el ella ellas ellos en entre era eran es esa ese eso esta este \
        esto fue ha han hay la las le les lo los me mi mis muy más ni no nos nosotros o os para pero por que quien se \
        ser si sin sobre son su sus sí te tu tus u un una uno unos y ya yo él
        """)
}
