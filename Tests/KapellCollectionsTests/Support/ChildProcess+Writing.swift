import KapellTesting

/// A second process that writes into a collection until it is killed: it runs the one test that plays its part.
extension ChildProcess {
    /// The folder in which this process plays its part; `nil` in the process that runs the tests.
    static var folder: String? { variable("KAPELL_COLLECTIONS_CHILD") }

    /// - Parameter part: the test that plays the part.
    convenience init(folder: String, part: String = "CrashTests/playsItsPart") throws {
        try self.init(
            filter: part, variables: ["KAPELL_COLLECTIONS_CHILD": folder], folder: folder)
    }
}
