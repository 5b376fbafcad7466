extension Optional {
    /// The value, or what `other` gives; `??` forgets what kind of error is thrown.
    func or<Failure: Error>(_ other: () throws(Failure) -> Wrapped) throws(Failure) -> Wrapped {
        if let self { return self }
        return try other()
    }
}
