import CPostgres
import KapellCore

/// A connection string that was taken apart.
struct PostgresTarget: Sendable {
    /// For libpq.
    let keywords: [(name: String, value: String)]
    /// For errors: host, port and database.
    let name: String
    /// What errors never repeat.
    let secrets: [String]

    init(_ options: PostgresOptions) throws(KapellError) {
        guard kapell_libpq_load() else { throw PostgresFailure.noLibrary }
        guard !options.connection.utf8.contains(0) else { throw PostgresFailure.badConnectionString }
        var message: UnsafeMutablePointer<CChar>?
        guard let parsed = kapell_PQconninfoParse(options.connection, &message) else {
            kapell_PQfreemem(message)
            throw PostgresFailure.badConnectionString
        }
        defer { kapell_PQconninfoFree(parsed) }
        var keywords: [(name: String, value: String)] = []
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { keywords.append((String(cString: keyword), String(cString: value))) }
            option += 1
        }
        func value(_ name: String) -> String? { keywords.first { $0.name == name }?.value }
        // libpq would take `user:password` without a host for a host with a port, and say so in errors.
        guard (value("port") ?? "").utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ",") }) else {
            throw PostgresFailure.badConnectionString
        }
        let host = value("host") ?? value("hostaddr") ?? "this machine"
        self.name = host + (value("port").map { ":\($0)" } ?? "") + (value("dbname").map { ", database \($0)" } ?? "")
        secrets = ["password", "sslpassword", "passfile"].compactMap(value)
        let seconds = max(1, Int(options.connectTimeout.components.seconds))
        if value("connect_timeout") == nil { keywords.append(("connect_timeout", String(seconds))) }
        if value("application_name") == nil { keywords.append(("application_name", "kapell")) }
        keywords.append(("client_encoding", "UTF8"))
        self.keywords = keywords
    }
}
