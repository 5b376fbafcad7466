/// A file to fetch.
package struct DownloadRequest: Sendable, Hashable {
    /// What to call it in progress reports and messages.
    package var name: String
    /// Where it can be had; tried in this order. All sources must hold the same bytes.
    package var sources: [String]
    /// Where to put it. The part that has arrived lies at `destination.part` until all is there.
    package var destination: String
    /// The SHA-256 it must have, in hexadecimal.
    package var sha256: String
    /// Its length, when known beforehand.
    package var bytes: Int64?

    package init(name: String, sources: [String], destination: String, sha256: String, bytes: Int64? = nil) {
        self.name = name
        self.sources = sources
        self.destination = destination
        self.sha256 = sha256
        self.bytes = bytes
    }
}
