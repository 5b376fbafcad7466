import KapellCore

/// Where a PostgreSQL server is, and how it is used.
public struct PostgresOptions: Sendable, Hashable {
    /// What libpq understands: `postgresql://user:password@host:5432/database?sslmode=verify-full`, or
    /// `host=… dbname=…`. A password stands in no error and in no description of this value.
    public var connection: String
    /// The schema that the tables are in; made where it is missing. Letters, digits and `_`.
    public var schema: String
    /// Connections at the same time; further calls wait for one.
    public var connections: Int
    /// How long a connection may take to be made.
    public var connectTimeout: Duration
    /// How long one statement may take; `nil` leaves it to the server.
    public var statementTimeout: Duration?
    /// Neighbours of a node of the graph, 2 to 100.
    public var graphNeighbors: Int
    /// Candidates of an insertion, twice ``graphNeighbors`` to 1,000.
    public var graphConstruction: Int
    /// Candidates of a search that does not name its own number, 1 to 1,000.
    public var graphSearch: Int

    public init(
        connection: String, schema: String = "kapell", connections: Int = 4, connectTimeout: Duration = .seconds(10),
        statementTimeout: Duration? = .seconds(120), graphNeighbors: Int = 16, graphConstruction: Int = 64,
        graphSearch: Int = 100
    ) {
        self.connection = connection
        self.schema = schema
        self.connections = connections
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.graphNeighbors = graphNeighbors
        self.graphConstruction = graphConstruction
        self.graphSearch = graphSearch
    }
}

extension PostgresOptions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "PostgreSQL, schema \(schema)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["schema": schema]) }
}

extension PostgresOptions {
    /// - Throws: `configuration` for a schema whose name cannot stand in a statement.
    func checkSchema() throws(KapellError) {
        let name = Array(schema.utf8)
        func isLetter(_ byte: UInt8) -> Bool {
            (0x61...0x7A).contains(byte) || byte == 0x5F || (0x41...0x5A).contains(byte)
        }
        guard (1...63).contains(name.count), let first = name.first, isLetter(first),
            name.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) })
        else {
            throw KapellError(
                .configuration, "The schema of PostgreSQL cannot be named \"\(schema.prefix(70))\".",
                remedy: "Use up to 63 letters, digits and _, and begin with a letter.")
        }
    }

    /// Statements for each new connection.
    var setUp: [String] {
        let milliseconds = statementTimeout.map { min(max(1, $0.clampedNanoseconds / 1_000_000), Int64(Int32.max)) }
        return ["set client_min_messages = warning", "set standard_conforming_strings = on"]
            + (milliseconds.map { ["set statement_timeout = \($0)"] } ?? [])
    }
}
