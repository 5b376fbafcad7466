public import KapellCore
import KapellJSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The process that holds a store's folder.
public struct StoreOwner: Sendable, Hashable {
    public var pid: Int32
    /// Where it serves, such as `http://127.0.0.1:7272`; `nil` when it does not.
    public var address: String?
    /// Path of the socket through which other commands reach it; `nil` where there is none.
    public var socket: String?
    /// What it does, such as `kapell serve`.
    public var command: String
    /// When it began, in nanoseconds since 1970.
    public var started: Int64

    /// The number of this process.
    public static var ownPID: Int32 { getpid() }

    public init(
        pid: Int32 = StoreOwner.ownPID, address: String? = nil, socket: String? = nil, command: String,
        started: Int64 = Timestamp.now.nanoseconds
    ) {
        self.pid = pid
        self.address = address
        self.socket = socket
        self.command = command
        self.started = started
    }

    /// `{"pid", "address", "socket", "command", "started"}`.
    var json: JSONObject {
        [
            "pid": .integer(Int64(pid)), "address": JSONValue(address), "socket": JSONValue(socket),
            "command": .string(command), "started": .integer(started),
        ]
    }

    init?(json: JSONObject) {
        guard let pid = json["pid"]?.intValue.flatMap(Int32.init(exactly:)),
            let command = json["command"]?.stringValue
        else { return nil }
        self.init(
            pid: pid, address: json["address"]?.stringValue, socket: json["socket"]?.stringValue, command: command,
            started: json["started"]?.intValue.map(Int64.init) ?? 0)
    }

    /// `kapell serve (pid 4711, http://127.0.0.1:7272)`.
    var label: String { "\(command) (pid \(pid)\(address.map { ", \($0)" } ?? ""))" }
}
