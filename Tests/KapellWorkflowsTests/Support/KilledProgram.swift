import KapellTesting

/// This test program a second time, told by its environment to drive a run in a folder.
struct KilledProgram {
    static var isPossible: Bool { ChildProcess.isPossible }

    /// The folder in which this process drives a run; `nil` in the process that runs the tests.
    static var folder: String? { ChildProcess.variable("KAPELL_WORKFLOWS_FOLDER") }

    /// After so many effects this process waits to be killed, so that a busy machine cannot let it run to the end.
    static var limit: Int? { ChildProcess.variable("KAPELL_WORKFLOWS_LIMIT").flatMap { Int($0) } }

    private let process: ChildProcess

    init(folder: String, limit: Int) throws {
        process = try ChildProcess(
            filter: "DrivenByASecondProcess",
            variables: ["KAPELL_WORKFLOWS_FOLDER": folder, "KAPELL_WORKFLOWS_LIMIT": "\(limit)"], folder: folder)
    }

    /// Ends it as a crash would, and waits until it is gone.
    func kill() async { await process.crash() }
}
