extension Transcript {
    /// A piece of an entry whose kind only a program and its model know. What can be kept as JSON can be one.
    ///
    /// A transcript that is decoded holds ``StoredSegment``s in their place, from which the program makes its own again.
    public protocol CustomSegment: Sendable, Identifiable, Equatable, CustomStringConvertible where ID == String {
        associatedtype Content: Codable, Sendable, Equatable

        var content: Content { get }
    }

    /// A custom segment as it was kept. It is encoded as it came.
    public struct StoredSegment: CustomSegment {
        public let id: String
        /// The name of the type that it was.
        public let typeName: String
        /// Its content, JSON as text.
        public let content: String
        /// What it said of itself; models are shown this.
        public let description: String

        public init(id: String, typeName: String, content: String, description: String) {
            self.id = id
            self.typeName = typeName
            self.content = content
            self.description = description
        }
    }
}

extension Transcript.CustomSegment {
    public var description: String { String(describing: content) }

    func isEqual(to other: any Transcript.CustomSegment) -> Bool {
        guard let other = other as? Self else { return false }
        return self == other
    }
}
