package import KapellCore
package import KapellLexical
package import KapellVectors

extension KapellError {
    /// A filter or its index refuses.
    package init(_ error: FilterError) {
        let code: Code =
            switch error {
            case .damagedRows, .damagedIndex: .corrupt
            default: .invalidRequest
            }
        self.init(code, error.description, remedy: error.remedy)
    }

    /// A vector index refuses.
    package init(_ error: VectorError) {
        let code: Code =
            switch error {
            case .snapshotNotFound: .notFound
            case .damagedSnapshot, .unsupportedSnapshot: .corrupt
            case .diskFull: .diskFull
            case .storage: .storage
            case .outOfMemory: .limitExceeded
            default: .invalidRequest
            }
        self.init(code, error.description, remedy: error.remedy)
    }

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
