internal import KapellCore

/// Finds the program `kapell-extract`.
enum ExecutableLocator {
    static let program = "kapell-extract"

    /// - Throws: `.configuration` with the places that were looked at.
    static func locate(_ executable: String?) throws(KapellError) -> String {
        if let executable {
            if ProgramPath.isExecutable(executable) { return executable }
            throw KapellError(
                .configuration, "There is no program at \(executable).",
                remedy: "Give the path of kapell-extract, or none to have it found.")
        }
        if let configured = OwnProcess.variable("KAPELL_EXTRACT"), !configured.isEmpty {
            if ProgramPath.isExecutable(configured) { return configured }
            throw KapellError(
                .configuration, "KAPELL_EXTRACT is \(configured), but there is no program.",
                remedy: "Set it to the path of kapell-extract, or unset it.")
        }
        let places = candidates()
        if let found = places.first(where: ProgramPath.isExecutable) { return found }
        throw KapellError(
            .configuration,
            "kapell-extract, which reads documents, was not found. Looked at: "
                + places.joined(separator: ", ") + ".",
            remedy: "Install it beside the program (make install), or set KAPELL_EXTRACT to its path.")
    }

    /// The places in the order in which they are tried.
    private static func candidates() -> [String] {
        let own = ProgramPath.folder(of: ProgramPath.own)
        var places = ["\(own)/\(program)", "\(ProgramPath.folder(of: own))/libexec/kapell/\(program)"]
        // A test bundle is a program of its own on Linux, and an argument of the test runner elsewhere.
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            guard let end = argument.firstRange(of: ".xctest") else { continue }
            places.append("\(ProgramPath.folder(of: String(argument[..<end.upperBound])))/\(program)")
        }
        return places.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
