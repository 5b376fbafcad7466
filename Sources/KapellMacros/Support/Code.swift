import SwiftSyntax

/// Pieces of Swift as text.
enum Code {
    /// The module whose names the expansions use; always written, because others have the same names.
    static let module = "KapellFoundationModels"

    /// A string literal for a text.
    static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// Lines with more space in front.
    static func indented(_ text: String, by levels: Int = 1) -> String {
        let space = String(repeating: " ", count: 4 * levels)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : space + $0 }
            .joined(separator: "\n")
    }

    /// A name as it stands in the schema.
    static func bare(_ name: String) -> String {
        name.count > 2 && name.hasPrefix("`") && name.hasSuffix("`") ? String(name.dropFirst().dropLast()) : name
    }
}

extension DeclModifierListSyntax {
    /// The access of what is written for a declaration, with a space behind; nothing where that is the default.
    var accessPrefix: String {
        for modifier in self {
            switch modifier.name.tokenKind {
            case .keyword(.public), .keyword(.open): return "public "
            case .keyword(.package): return "package "
            default: continue
            }
        }
        return ""
    }

    /// Whether a word stands among the modifiers.
    func has(_ keyword: Keyword) -> Bool { contains { $0.name.tokenKind == .keyword(keyword) } }
}

extension AttributeListSyntax {
    /// The attributes of a name, with or without a module.
    func named(_ name: String) -> [AttributeSyntax] {
        compactMap { $0.as(AttributeSyntax.self) }.filter { attribute in
            let text = attribute.attributeName.trimmedDescription
            return text == name || text.hasSuffix(".\(name)")
        }
    }
}
