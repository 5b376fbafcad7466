import SwiftSyntax
import SwiftSyntaxMacros

/// The arguments of `@Generable`.
struct GenerableArguments {
    /// The name of the schema, as an expression.
    var name: String?
    /// The description, as an expression.
    var description: String?
    /// Whether nil is written as null.
    var writesNull = false

    /// - Returns: nil where an argument cannot be used, after having said so.
    init?(_ attribute: AttributeSyntax, in context: (any MacroExpansionContext)?) {
        guard case .argumentList(let arguments)? = attribute.arguments else { return }
        for argument in arguments {
            switch argument.label?.text {
            case "name": name = argument.expression.trimmedDescription
            case "description":
                let text = argument.expression.trimmedDescription
                description = text == "nil" ? nil : text
            case "representNilExplicitlyInGeneratedContent":
                guard let literal = argument.expression.as(BooleanLiteralExprSyntax.self) else {
                    context?.complain(
                        at: argument.expression, "literalNeeded",
                        "'representNilExplicitlyInGeneratedContent' needs 'true' or 'false': the macro reads it.")
                    return nil
                }
                writesNull = literal.literal.tokenKind == .keyword(.true)
            default: continue
            }
        }
    }

    /// The arguments of a schema that come before its parts, each with a comma and a space.
    var schemaArguments: String {
        var result = "type: Self.self, "
        if let name { result += "name: \(name), " }
        if let description { result += "description: \(description), " }
        return result
    }
}
