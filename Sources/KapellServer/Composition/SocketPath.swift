import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the owner of a store listens for commands.
package enum SocketPath {
    /// `owner.sock` in the store's folder; in the folder for temporary files, under a name that is the user's own,
    /// when the path is longer than the system takes (104 bytes).
    package static func of(_ store: String) -> String {
        let path = "\(store)/owner.sock"
        return path.utf8.count < 104 ? path : "/tmp/kapell-\(getuid())-\(StableHash.hex(store)).sock"
    }
}
