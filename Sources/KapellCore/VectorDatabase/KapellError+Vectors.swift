public import KapellVectors

extension KapellError {
    /// What metadata is refused for.
    public init(_ error: MetadataError) {
        let code: Code =
            switch error {
            case .tooManyFields, .nameTooLong, .tooLarge: .tooLarge
            case .emptyName, .notFinite, .nestedArray, .invalidDate: .invalidRequest
            }
        self.init(code, error.description, remedy: error.remedy)
    }

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
}
