/// A Unicode property, as in `\p{Letter}`.
enum PatternProperty: Sendable {
    case any
    case ascii
    case alphabetic
    case lowercase
    case uppercase
    case whiteSpace
    case emoji
    /// General categories, by their short names; `L` stands for all that begin with it.
    case categories([String])

    /// The property that stands between the braces; nil where it is not known here.
    init?(_ text: String) {
        var name = text
        for prefix in ["General_Category=", "gc="] where name.hasPrefix(prefix) {
            name = String(name.dropFirst(prefix.count))
        }
        switch name {
        case "Any": self = .any
        case "ASCII": self = .ascii
        case "Alphabetic", "Alpha": self = .alphabetic
        case "Lowercase", "Lower": self = .lowercase
        case "Uppercase", "Upper": self = .uppercase
        case "White_Space", "space": self = .whiteSpace
        case "Emoji": self = .emoji
        case "LC", "Cased_Letter": self = .categories(["Lu", "Ll", "Lt"])
        default:
            guard let entry = Self.names.first(where: { $0.contains(name) }) else { return nil }
            self = .categories([entry[0]])
        }
    }

    /// Names of the general categories: short, long, and others.
    private static let names: [[String]] = [
        ["L", "Letter"], ["Lu", "Uppercase_Letter"], ["Ll", "Lowercase_Letter"], ["Lt", "Titlecase_Letter"],
        ["Lm", "Modifier_Letter"], ["Lo", "Other_Letter"], ["M", "Mark", "Combining_Mark"],
        ["Mn", "Nonspacing_Mark"], ["Mc", "Spacing_Mark"], ["Me", "Enclosing_Mark"], ["N", "Number"],
        ["Nd", "Decimal_Number", "digit"], ["Nl", "Letter_Number"], ["No", "Other_Number"],
        ["P", "Punctuation", "punct"], ["Pc", "Connector_Punctuation"], ["Pd", "Dash_Punctuation"],
        ["Ps", "Open_Punctuation"], ["Pe", "Close_Punctuation"], ["Pi", "Initial_Punctuation"],
        ["Pf", "Final_Punctuation"], ["Po", "Other_Punctuation"], ["S", "Symbol"], ["Sm", "Math_Symbol"],
        ["Sc", "Currency_Symbol"], ["Sk", "Modifier_Symbol"], ["So", "Other_Symbol"], ["Z", "Separator"],
        ["Zs", "Space_Separator"], ["Zl", "Line_Separator"], ["Zp", "Paragraph_Separator"], ["C", "Other"],
        ["Cc", "Control", "cntrl"], ["Cf", "Format"], ["Cs", "Surrogate"], ["Co", "Private_Use"],
        ["Cn", "Unassigned"],
    ]

    func contains(_ value: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(value) else { return false }
        switch self {
        case .any: return true
        case .ascii: return value < 128
        case .alphabetic: return scalar.properties.isAlphabetic
        case .lowercase: return scalar.properties.isLowercase
        case .uppercase: return scalar.properties.isUppercase
        case .whiteSpace: return scalar.properties.isWhitespace
        case .emoji: return scalar.properties.isEmoji
        case .categories(let names):
            let name = Self.name(of: scalar.properties.generalCategory)
            return names.contains { $0.utf8.count == 1 ? name.hasPrefix($0) : name == $0 }
        }
    }

    private static func name(of category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        default: "Cn"
        }
    }
}
