public import KapellCore
public import KapellJSON

/// How a run stands, as its journal says it in so many words.
public enum WorkflowStatus: Sendable, Hashable {
    /// A process drives it, or did when it died.
    case running
    /// Forked, and not begun.
    case ready
    /// It waits for people, and maybe for more.
    case waiting([Interrupt])
    /// It waits for moments and events only.
    case sleeping([Interrupt])
    /// It has come to the limit of steps; the path of the graph, which is empty for the run's own.
    case limited(at: String)
    /// A node has failed. The step has changed nothing; the run can be resumed.
    case failed(KapellError)
    case succeeded
    case cancelled

    /// `running`, `ready`, `waiting`, `sleeping`, `limited`, `failed`, `succeeded` or `cancelled`.
    public var name: String {
        switch self {
        case .running: "running"
        case .ready: "ready"
        case .waiting: "waiting"
        case .sleeping: "sleeping"
        case .limited: "limited"
        case .failed: "failed"
        case .succeeded: "succeeded"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the run can never go on.
    public var isFinal: Bool { self == .succeeded || self == .cancelled }

    /// What the run waits for.
    public var interrupts: [Interrupt] {
        switch self {
        case .waiting(let interrupts), .sleeping(let interrupts): interrupts
        default: []
        }
    }

    /// `{"status", "interrupts", "error"}`.
    public var json: JSONObject {
        var json: JSONObject = ["status": .string(name)]
        if !interrupts.isEmpty { json["interrupts"] = .array(interrupts.map { .object($0.json) }) }
        if case .failed(let error) = self { json["error"] = error.json }
        if case .limited(let path) = self { json["graph"] = .string(path) }
        return json
    }

    init(_ memory: RunMemory) {
        if let finish = memory.finish {
            switch finish.status {
            case "succeeded": self = .succeeded
            case "cancelled": self = .cancelled
            default: self = .failed(finish.error ?? KapellError(.internalError, "The run failed."))
            }
            return
        }
        switch memory.pause?.status {
        case "waiting": self = .waiting(memory.open.map { Interrupt($0) })
        case "sleeping": self = .sleeping(memory.open.map { Interrupt($0) })
        case "limited": self = .limited(at: memory.pause?.graph ?? "")
        case "ready": self = .ready
        default: self = .running
        }
    }
}
