import SwiftCompilerPlugin
import SwiftSyntaxMacros

/// The compiler's door to the macros. Their declarations are in KapellFoundationModels.
@main
struct KapellMacrosPlugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [
        GenerableMacro.self, GuideMacro.self, ToolMacro.self, SessionPropertyEntryMacro.self,
    ]
}
