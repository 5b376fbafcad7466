package import KapellCore

/// Runs a program of the system from inside the child process, under the limits that the child has set on itself.
package struct ToolRunner: Sendable {
    /// How a program ended.
    package struct Outcome: Sendable {
        /// The exit code; `nil` when a signal ended it.
        package var exitCode: Int32?
        /// The signal that ended it; 0 when it exited.
        package var signal: Int32
        /// The beginning of what it wrote on standard error.
        package var errors: String
    }

    package let limits: ExtractionLimits

    package init(limits: ExtractionLimits) {
        self.limits = limits
    }

    /// The absolute path of a program: on `PATH`, or where packages put it.
    package static func find(_ program: String) -> String? {
        let path = OwnProcess.variable("PATH") ?? ""
        let folders = path.split(separator: ":").filter { $0.hasPrefix("/") }.map(String.init)
        for folder in folders + ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"] {
            let candidate = "\(folder)/\(program)"
            if ProgramPath.isExecutable(candidate) { return candidate }
        }
        return nil
    }

    /// Runs a program, feeds it `input` and hands over its output in chunks as it comes.
    ///
    /// - Parameter take: gets each chunk of standard output. When it throws, the program is killed.
    /// - Throws: what `take` throws; `.limitExceeded` when the output grows past eight times the allowed answer;
    ///   `.unavailable` when the program cannot be started.
    package func run(
        _ program: String, _ arguments: [String], input: [UInt8],
        take: (ArraySlice<UInt8>) throws(KapellError) -> Void
    ) throws(KapellError) -> Outcome {
        var process = try ToolProcess(program, arguments)
        defer { process.end() }
        var errors: [UInt8] = []
        var taken = 0
        while process.isOpen {
            let chunk = try process.step(input: input)
            if chunk.isError {
                errors.append(contentsOf: chunk.bytes.prefix(max(0, 16_384 - errors.count)))
                continue
            }
            taken += chunk.bytes.count
            guard taken / 8 <= limits.outputBytes else {
                throw KapellError(
                    .limitExceeded, "\(program) wrote more than \(limits.outputBytes / (1 << 20) * 8) MiB.",
                    isRetryable: false)
            }
            try take(chunk.bytes)
        }
        let status = process.wait()
        return Outcome(
            exitCode: status.exitCode, signal: status.signal, errors: String(decoding: errors, as: UTF8.self))
    }
}
