import Foundation
import KapellJSON
import KapellStore
import KapellWorkflows

/// What a step costs, in time and in bytes.
enum WorkflowSteps {
    static let total = Channel("total", 0)
    static let messages = Channel("messages", [String](), .append())

    /// Two nodes that follow each other round and round, in memory.
    static func inMemory(_ arguments: Arguments) async throws -> JSONObject {
        let steps = arguments.number("steps", 20_000) / 2 * 2
        let workflow = try Workflow("loop", channels: [total]) {
            Node("first") { step in try step.write(total, step[total] + 1) }
            Node("second") { step in try step.write(total, step[total] + 1) }
            Edge("first", to: "second")
            Loop("second", back: "first", atMost: .max) { try $0[total] < steps }
        }
        let runner = WorkflowRunner(workflow, limits: WorkflowLimits(steps: steps + 1))
        var seconds: [Double] = []
        for _ in 0..<2 {
            let began = CPUTime.now
            let outcome = try await runner.run(workflow).succeeded()
            seconds.append(CPUTime.now - began)
            guard try outcome[total] == steps else { throw BenchFailure("not all steps have run") }
        }
        // The first run warms up.
        return ["microseconds": .number(seconds[1] / Double(steps) * 1e6)]
    }

    /// One node again and again, each step on the disk before the next one.
    static func durable(_ arguments: Arguments) async throws -> JSONObject {
        let steps = arguments.number("steps", 400)
        let effect = arguments["effect"]
        let workflow = try Workflow("loop", channels: [total]) {
            Node("act") { step in
                let number = try step[total]
                switch effect {
                case "idempotent": _ = try await step.effect("act", .idempotent) { _ in number }
                case "once": _ = try await step.effect("act", .once()) { _ in number }
                default: break
                }
                try step.write(total, number + 1)
            }
            Loop("act", back: "act", atMost: .max) { try $0[total] < steps }
        }
        let journal = try SQLiteJournal(folder: try arguments.required("folder"))
        let runner = WorkflowRunner(workflow, journal: journal, limits: WorkflowLimits(steps: steps + 1))
        let processor = CPUTime.now
        let clock = ContinuousClock.now
        let outcome = try await runner.run(workflow).succeeded()
        let time = ContinuousClock.now - clock
        let spent = CPUTime.now - processor
        guard try outcome[total] == steps else { throw BenchFailure("not all steps have run") }
        await journal.close()
        return [
            "microseconds": .number(time / .microseconds(1) / Double(steps)),
            "processor": .number(spent / Double(steps) * 1e6),
        ]
    }

    /// One message of 200 bytes a step, kept in the state.
    static func bytes(_ arguments: Arguments) async throws -> JSONObject {
        let steps = arguments.number("steps", 400)
        let folder = try arguments.required("folder")
        let workflow = try Workflow("talk", channels: [messages]) {
            Node("say") { step in try step.write(messages, [message(step.number)]) }
            Loop("say", back: "say", atMost: steps - 1) { _ in true }
        }
        let journal = try SQLiteJournal(folder: folder)
        let runner = WorkflowRunner(workflow, journal: journal, limits: WorkflowLimits(steps: steps + 1))
        let outcome = try await runner.run(workflow).succeeded()
        guard try outcome[messages].count == steps else { throw BenchFailure("not all steps have run") }
        await journal.close()
        var bytes = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            bytes += (attributes[.size] as? NSNumber)?.intValue ?? 0
        }
        return ["bytes": .integer(Int64(bytes))]
    }

    /// 200 bytes, others for each number.
    static func message(_ number: Int) -> String {
        var text = "message \(number) "
        while text.utf8.count < 200 { text += "\((number &* 7_919 &+ text.utf8.count) % 1_000) " }
        return String(text.prefix(200))
    }
}
