import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// Something that is wrong with the code a macro stands on: said once, at the place where it is.
struct Complaint: DiagnosticMessage {
    let id: String
    let message: String
    var severity: DiagnosticSeverity = .error

    var diagnosticID: MessageID { MessageID(domain: "KapellMacros", id: id) }
}

/// A change that mends a complaint.
struct Remedy: FixItMessage {
    let id: String
    let message: String

    var fixItID: MessageID { MessageID(domain: "KapellMacros", id: id) }
}

extension MacroExpansionContext {
    /// Says what is wrong at a node, with a change that mends it where there is one.
    func complain(
        at node: some SyntaxProtocol, _ id: String, _ message: String, severity: DiagnosticSeverity = .error,
        remedy: (message: String, old: Syntax, new: Syntax)? = nil
    ) {
        complain(
            at: node, id, message, severity: severity,
            remedy: remedy.map { ($0.message, [.replace(oldNode: $0.old, newNode: $0.new)]) })
    }

    /// Says what is wrong at a node, with changes that together mend it.
    func complain(
        at node: some SyntaxProtocol, _ id: String, _ message: String, severity: DiagnosticSeverity = .error,
        remedy: (message: String, changes: [FixIt.Change])?
    ) {
        let fixIts = remedy.map { FixIt(message: Remedy(id: id, message: $0.message), changes: $0.changes) }
        diagnose(
            Diagnostic(
                node: Syntax(node), message: Complaint(id: id, message: message, severity: severity),
                fixIts: fixIts.map { [$0] } ?? []))
    }
}
