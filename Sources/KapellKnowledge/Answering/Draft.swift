package import KapellCore
import KapellText

/// An answer that is not verified yet: statements, each with the passages that are to support it.
package struct Draft: Sendable, Hashable {
    package struct Statement: Sendable, Hashable {
        package var text: String
        package var support: [Passage]
        /// Whether `text` is a quotation of its support.
        package var isQuotation: Bool

        package init(text: String, support: [Passage], isQuotation: Bool) {
            self.text = text
            self.support = support
            self.isQuotation = isQuotation
        }
    }

    package var statements: [Statement]

    package init(statements: [Statement]) { self.statements = statements }

    /// The answer's text with its marks, and the passages that they stand for.
    package var rendered: (text: String, citations: [Passage]) {
        var citations: [Passage] = []
        var lines: [String] = []
        for statement in statements {
            var marks = ""
            for passage in statement.support {
                let index = citations.firstIndex(of: passage) ?? citations.count
                if index == citations.count { citations.append(passage) }
                marks += " [\(index + 1)]"
            }
            lines.append(statement.text.onOneLine + marks)
        }
        return (lines.joined(separator: "\n"), citations)
    }
}
