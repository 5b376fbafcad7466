import KapellTesting

/// The parts that a second process plays here: it runs ``ChildParts``.
extension ChildProcess {
    enum Part: String, CaseIterable {
        /// Writes documents and durable events without end.
        case write
        /// The same until the files may not grow any more.
        case full
        /// Appends 100 durable and 100 observed events.
        case journal
        /// Opens a store and a journal, and takes the lock, without the right to write there.
        case denied
        /// Holds the folder.
        case lock
    }

    /// The part that this process plays; `nil` in the process that runs the tests.
    static var part: Part? { variable("KAPELL_STORE_PART").flatMap { Part(rawValue: $0) } }
    static var folder: String { variable("KAPELL_STORE_FOLDER") ?? "" }

    convenience init(_ part: Part, folder: String) throws {
        try self.init(
            filter: "ChildParts", variables: ["KAPELL_STORE_PART": part.rawValue, "KAPELL_STORE_FOLDER": folder],
            folder: folder)
    }
}

/// Says that something is done.
func acknowledge(_ line: String) { ChildProcess.acknowledge(line, in: ChildProcess.folder) }
