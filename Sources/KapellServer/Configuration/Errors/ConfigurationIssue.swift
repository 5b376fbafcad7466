/// One thing that is wrong in `kapell.yaml`, in a file that it includes, or in `.env`.
///
/// Issues never hold a value that came from a variable: `${NAME}` stands in the message instead.
public struct ConfigurationIssue: Sendable, Hashable {
    /// The file as the caller or the including file named it.
    public var file: String
    /// The line, counted from 1.
    public var line: Int
    /// The column, counted from 1 in Unicode scalars.
    public var column: Int
    /// The key the issue is about, such as `server.port` or `knowledge.contracts.sources[0]`; `nil` for the whole file.
    public var key: String?
    /// What is wrong; names the key where there is one.
    public var message: String
    /// What to do about it.
    public var remedy: String

    public init(file: String, line: Int, column: Int, key: String?, message: String, remedy: String) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.message = message
        self.remedy = remedy
    }
}

extension ConfigurationIssue: CustomStringConvertible {
    /// `file:line:column: message`, and the remedy on an indented line of its own.
    public var description: String {
        "\(location): \(message)\n  \(remedy)"
    }

    /// `file:line:column`, as editors and terminals link it.
    public var location: String {
        "\(file):\(line):\(column)"
    }
}
