package import KapellJSON
package import KapellPrompts

/// What a node or a tool does outside of this process.
package enum WorkflowAction: Sendable, Hashable {
    case request(WorkflowRequest)
    case program(WorkflowProgram)

    /// Bytes that an answer may have, where the file does not say it.
    static let limit = 1 << 20

    /// One word for it, as the file writes it.
    package var kind: String {
        switch self {
        case .request: "http"
        case .program: "subprocess"
        }
    }
}

/// A request over HTTP.
package struct WorkflowRequest: Sendable, Hashable {
    package var url: ValueTemplate
    package var method: String
    package var headers: [WorkflowField] = []
    package var body: JSONTemplate?
    /// Statuses of 400 and above that are results.
    package var accept: Set<Int> = []
    package var allowsPrivateAddresses = false
    package var limit = WorkflowAction.limit
}

/// A program of this machine, started without a shell.
package struct WorkflowProgram: Sendable, Hashable {
    /// The program first.
    package var arguments: [ValueTemplate]
    /// What it reads.
    package var input: JSONTemplate?
    package var environment: [WorkflowField] = []
    /// Bytes of address space; `nil` for no limit.
    package var memory: Int?
    package var limit = WorkflowAction.limit
    /// Absolute: where it runs, and where its path counts from.
    package var directory: String
}

/// A header field, or a variable of the environment.
package struct WorkflowField: Sendable, Hashable {
    package var name: String
    package var value: ValueTemplate
    /// Whether a variable of the environment stands in it.
    package var isSecret = false
}

/// What an action does to the world, so that a gap in the journal is treated rightly.
package enum ActionEffect: String, Sendable, Hashable, CaseIterable {
    case pure, idempotent, once
}

/// An action with a name and a schema, below `tools` of `kapell.yaml`.
package struct WorkflowTool: Sendable, Hashable {
    package var name: String
    package var description: String?
    /// JSON Schema of what it is given: an object.
    package var parameters: JSONValue
    package var action: WorkflowAction
    package var effect: ActionEffect
    package var undo: WorkflowAction?
    package var timeout: Duration?
}

/// A statement of a transaction in the journal's own database.
package struct WorkflowStatement: Sendable, Hashable {
    package var sql: String
    package var values: [JSONTemplate] = []
}
