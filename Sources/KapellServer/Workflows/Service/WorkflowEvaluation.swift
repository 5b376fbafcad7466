public import KapellCore
public import KapellJSON
import KapellKnowledge
import KapellWorkflows

/// Runs test cases of workflows, as `kapell runs replay --as-test` writes them, with today's `kapell.yaml`. Nothing is
/// done, asked, written or paid.
public struct WorkflowEvaluation: Sendable {
    /// What became of a case.
    public struct Outcome: Sendable, Hashable {
        public var file: String
        /// From 1.
        public var line: Int
        public var name: String
        public var workflow: String
        /// `identical`, `compatible`, `needs_migration` or `diverges`.
        public var verdict: String
        /// What is different, in lines; empty where nothing is.
        public var difference: String
        public var steps: Int

        /// Whether today's workflow still does what was recorded.
        public var holds: Bool { verdict == "identical" || verdict == "compatible" }

        public var json: JSONObject {
            [
                "file": .string(file), "line": .integer(Int64(line)), "name": .string(name),
                "workflow": .string(workflow), "verdict": .string(verdict), "difference": .string(difference),
                "steps": .integer(Int64(steps)),
            ]
        }
    }

    private static let limit = 256 << 20
    private let runner: WorkflowRunner

    /// - Throws: `.configuration`, for a graph that cannot run.
    public init(_ configuration: KapellConfiguration) throws(KapellError) {
        runner = WorkflowRunner(workflows: try WorkflowGraphs.all(configuration.workflows, services: nil))
    }

    /// Runs the cases of files, and of the files `*.jsonl` in folders and below, in their order.
    ///
    /// - Throws: `.notFound` for a path that is not there, or holds no case; `.invalidRequest` that names file and line of
    ///   what is no case; `CancellationError`.
    public func run(_ paths: [String], each body: (Outcome) -> Void) async throws {
        for path in paths {
            var count = 0
            for file in try EvaluationPaths.files(path, endingIn: [".jsonl"]) {
                let bytes = try Self.bytes(of: file)
                for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
                    guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
                    count += 1
                    body(try await outcome(Array(line), file, number + 1))
                }
            }
            guard count > 0 else {
                throw KapellError(
                    .notFound, "\(shown(path)) holds no test case.",
                    remedy: "Write one: kapell runs replay RUN --as-test >> tests.jsonl")
            }
        }
    }

    private func outcome(_ bytes: [UInt8], _ file: String, _ line: Int) async throws -> Outcome {
        let test: WorkflowTestCase
        do {
            guard let json = try JSONValue(parsing: bytes).objectValue else {
                throw KapellError(.invalidRequest, "It is no JSON object.")
            }
            test = try WorkflowTestCase(json)
        } catch {
            let reason = (error as? KapellError)?.message ?? "It is not JSON."
            throw KapellError(
                .invalidRequest, "\(file):\(line) is no test case of a workflow. \(reason)",
                remedy: "Write it anew: kapell runs replay RUN --as-test")
        }
        let report: ReplayReport
        do {
            report = try await runner.check(test)
        } catch let error as KapellError where error.code == .notFound {
            report = ReplayReport(run: nil, verdict: .diverges, difference: "There is no workflow `\(test.workflow)`.")
        } catch let error as KapellError where error.code == .invalidRequest {
            report = ReplayReport(run: nil, verdict: .needsMigration, difference: error.message)
        }
        return Outcome(
            file: file, line: line, name: test.name, workflow: test.workflow, verdict: report.verdict.rawValue,
            difference: report.difference, steps: report.steps)
    }

    private static func bytes(of file: String) throws(KapellError) -> [UInt8] {
        do {
            return try FileReader.read(PathText.absolute(file), limit: limit)
        } catch {
            throw KapellError(
                .invalidRequest, "\(shown(file)) cannot be read: \(error).",
                remedy: "Name a regular file of at most \(limit >> 20) MB that this user may read.")
        }
    }
}
