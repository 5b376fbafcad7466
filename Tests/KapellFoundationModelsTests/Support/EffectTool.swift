import KapellFoundationModels
import KapellJSON
import Synchronization

/// What was done to the world, in order.
final class World: Sendable {
    private let log = Mutex<[String]>([])

    var notes: [String] { log.withLock { $0 } }

    func note(_ text: String) { log.withLock { $0.append(text) } }

    func count(_ text: String) -> Int { notes.filter { $0 == text }.count }
}

/// A tool with an effect, made of closures.
final class EffectTool: EffectfulTool {
    let name: String
    let description = "Changes the world."
    let parameters: GenerationSchema
    let effect: ToolEffect<GeneratedContent, String>
    private let body: @Sendable (Int, ToolCallContext) async throws -> String
    private let counter = Mutex(0)

    /// - Parameter body: is given the number of the call, from 1.
    init(
        _ effect: ToolEffect<GeneratedContent, String>, name: String = "act",
        body: @escaping @Sendable (Int, ToolCallContext) async throws -> String
    ) throws {
        self.name = name
        self.effect = effect
        self.body = body
        parameters = try GenerationSchema(jsonSchema: ["type": "object"], name: "Anything")
    }

    var calls: Int { counter.withLock { $0 } }

    func call(arguments: GeneratedContent, context: ToolCallContext) async throws -> String {
        let number = counter.withLock { count in
            count += 1
            return count
        }
        return try await body(number, context)
    }
}

extension ToolEffect where Arguments == GeneratedContent, Output == String {
    /// Notes `undo` with the id of the call.
    static func undone(in world: World) -> ToolEffect {
        .compensable { _, key in
            world.note("undo \(key.split(separator: "/").last ?? "")\(Task.isCancelled ? " cancelled" : "")")
        }
    }

    /// Notes `reconcile`, and finds that.
    static func found(_ finding: ToolReconciliation<String>, in world: World) -> ToolEffect {
        .once { _, _ in
            world.note("reconcile\(Task.isCancelled ? " cancelled" : "")")
            return finding
        }
    }
}
