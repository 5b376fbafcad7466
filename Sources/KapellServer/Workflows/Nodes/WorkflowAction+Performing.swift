import KapellCore
import KapellJSON
import KapellWorkflows

extension WorkflowAction {
    /// How long one try may take where the file does not say it.
    private static let patience = (request: Duration.seconds(60), program: Duration.seconds(600))

    /// Does it once. What fails before it has begun is `EffectNotDone`.
    ///
    /// - Parameters:
    ///   - values: what templates show.
    ///   - key: the same on every try; `nil` for what does nothing to the world.
    ///   - timeout: `nil` for the usual one.
    func perform(
        _ services: any WorkflowServices, _ values: JSONObject, key: String?, timeout: Duration?
    ) async throws -> NodeResult {
        switch self {
        case .request(let request):
            return try await services.send(
                try Self.prepared {
                    try HTTPCall(request, values, key: key, timeout: timeout ?? Self.patience.request)
                })
        case .program(let program):
            return try await services.run(
                try Self.prepared {
                    try ProgramCall(program, values, key: key, timeout: timeout ?? Self.patience.program)
                })
        }
    }

    private static func prepared<Call>(_ make: () throws -> Call) throws -> Call {
        do { return try make() } catch { throw EffectNotDone(error) }
    }
}
