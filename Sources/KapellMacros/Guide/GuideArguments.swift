import SwiftSyntax

/// What the `@Guide`s of a property say.
struct GuideArguments {
    /// The description, as an expression.
    var description: String?
    /// The guides, each as an expression.
    var guides: [String] = []
    /// A second description, which is one too many.
    var surplus: ExprSyntax?

    init(_ attributes: AttributeListSyntax) {
        for attribute in attributes.named("Guide") {
            guard case .argumentList(let arguments)? = attribute.arguments else { continue }
            for argument in arguments {
                if argument.label?.text == "description" {
                    guard argument.expression.trimmedDescription != "nil" else { continue }
                    if description == nil {
                        description = argument.expression.trimmedDescription
                    } else {
                        surplus = argument.expression
                    }
                } else {
                    guides.append(Self.guide(argument.expression))
                }
            }
        }
    }

    /// A guide as it goes into the schema. Of a regular expression on one line, that is its source.
    private static func guide(_ expression: ExprSyntax) -> String {
        guard let literal = expression.as(RegexLiteralExprSyntax.self) else { return expression.trimmedDescription }
        let source = literal.regex.text
        guard !source.contains("\n") else { return ".pattern(\(expression.trimmedDescription))" }
        // Between bare slashes, a slash is escaped for Swift only.
        let plain = literal.openingPounds == nil ? source.replacing("\\/", with: "/") : source
        return ".pattern(source: \(Code.literal(plain)))"
    }
}

extension String {
    /// The text with one part in place of another. (The method of that name needs Foundation or a regular expression.)
    fileprivate func replacing(_ old: String, with new: String) -> String {
        var result = ""
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(old) {
                result += new
                rest = rest.dropFirst(old.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
