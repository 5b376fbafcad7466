extension LanguageModelSession {
    /// A value that the session keeps, within its profile, its dynamic instructions and its tools.
    ///
    /// ```swift
    /// struct Choose: Tool {
    ///     @SessionProperty(\.chosen) var chosen
    ///
    ///     func call(arguments: Arguments) async throws -> String {
    ///         chosen = arguments.idea
    ///         return "Chosen."
    ///     }
    /// }
    /// ```
    ///
    /// It belongs to the session for which the code runs. Outside of one it has the key's default value, and setting it
    /// has no effect; there, use ``LanguageModelSession/properties``.
    // It needs no lock: it does not change, and a key path of properties holds no values.
    @propertyWrapper
    public struct SessionProperty<Value>: @unchecked Sendable {
        private let keyPath: ReferenceWritableKeyPath<SessionPropertyValues, Value>

        public init(_ keyPath: ReferenceWritableKeyPath<SessionPropertyValues, Value>) { self.keyPath = keyPath }

        public var wrappedValue: Value {
            get { (SessionPlace.current?.values ?? SessionPropertyValues())[keyPath: keyPath] }
            nonmutating set { SessionPlace.current?.values[keyPath: keyPath] = newValue }
        }
    }
}
