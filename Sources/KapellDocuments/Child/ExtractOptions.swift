/// The command line of `kapell-extract`.
struct ExtractOptions {
    var name = "standard input"
    var limits = ExtractionLimits()
    /// The process that must live for this one to go on.
    var parent: Int32?
    var selfTest: SelfTest.Mode?
    /// The page to draw instead of reading text.
    var page: Int?
    /// The fingerprint of the document inside this one whose page it is.
    var part: String?
    /// Points of the longer side of the drawn page.
    var side = PageImage.side.upperBound

    enum Parsed {
        case options(ExtractOptions)
        /// Run a program under the limits that are already in force.
        case execute(parent: Int32, program: String, arguments: [String])
        case help
        case wrong(String)
    }

    static let help = """
        Reads one document on standard input and writes its text, with spans and pages, on standard output:
        one line of JSON, then the text. Kapell starts this program for every file that it reads.

        usage: kapell-extract --name FILE < FILE

          --name NAME         the file's name; its ending tells text formats apart
          --input BYTES       largest input            --memory BYTES   address space
          --cpu SECONDS       processor time           --output BYTES   largest answer
          --page NUMBER       draw this page of a PDF instead: one line of JSON, then a PNG
          --part FINGERPRINT  of the document with these bytes that is packed in this one
          --side POINTS       its longer side
          --parent PID        end when this process is no longer the parent
          --self-test MODE    hang, memory, crash or flood instead of reading: proves that the limits hold

        """

    static func parse(_ arguments: [String]) -> Parsed {
        var options = ExtractOptions()
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--help" || argument == "-h" { return .help }
            if argument == "--exec" {
                guard let parent = rest.popFirst().flatMap({ Int32($0) }), let program = rest.popFirst() else {
                    return .wrong("--exec needs a process and a program")
                }
                return .execute(parent: parent, program: program, arguments: Array(rest))
            }
            guard let value = rest.popFirst() else { return .wrong("\(argument) needs a value") }
            let number = Int(value).flatMap { $0 > 0 ? $0 : nil }
            switch argument {
            case "--name": options.name = value
            case "--part": options.part = value
            case "--self-test":
                guard let mode = SelfTest.Mode(rawValue: value) else { return .wrong("no self-test \(value)") }
                options.selfTest = mode
            case "--input", "--memory", "--cpu", "--output", "--parent", "--page", "--side":
                guard let number else { return .wrong("\(argument) needs a positive number, not \(value)") }
                options.set(argument, number)
            default: return .wrong("unknown option \(argument)")
            }
        }
        return .options(options)
    }

    private mutating func set(_ option: String, _ number: Int) {
        switch option {
        case "--input": limits.inputBytes = number
        case "--memory": limits.memoryBytes = number
        case "--cpu": limits.cpuSeconds = number
        case "--output": limits.outputBytes = number
        case "--page": page = number
        case "--side": side = number
        default: parent = Int32(clamping: number)
        }
    }

    /// The same options as a command line.
    var arguments: [String] {
        var arguments = [
            "--name", name, "--input", "\(limits.inputBytes)", "--memory", "\(limits.memoryBytes)",
            "--cpu", "\(limits.cpuSeconds)", "--output", "\(limits.outputBytes)",
        ]
        if let parent { arguments += ["--parent", "\(parent)"] }
        if let page { arguments += ["--page", "\(page)", "--side", "\(side)"] }
        if let part { arguments += ["--part", part] }
        if let selfTest { arguments += ["--self-test", selfTest.rawValue] }
        return arguments
    }
}
