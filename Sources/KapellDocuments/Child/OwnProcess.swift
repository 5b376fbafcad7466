#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What this process knows of itself.
enum OwnProcess {
    static var id: Int32 { getpid() }

    /// A variable of its environment.
    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
