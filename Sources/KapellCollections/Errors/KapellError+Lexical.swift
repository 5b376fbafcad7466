package import KapellCore
package import KapellLexical

extension KapellError {
    /// A lexical index refuses.
    package init(_ error: LexicalError) {
        let code: Code =
            switch error {
            case .damagedSnapshot, .unsupportedSnapshot: .corrupt
            default: .invalidRequest
            }
        self.init(code, error.description, remedy: error.remedy)
    }
}
