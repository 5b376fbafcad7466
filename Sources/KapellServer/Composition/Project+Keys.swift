public import KapellCore

extension Project {
    /// The providers whose keys are missing, in their order: a server starts without them, and each request to one of
    /// them ends with the error here.
    ///
    /// - Throws: `configuration`, for a provider that cannot be used.
    public func missingKeys() throws(KapellError) -> [(provider: String, error: KapellError)] {
        try ProjectProviders(self).missingKeys
    }
}
