/// What the reading of one document may use.
public struct ExtractionLimits: Sendable, Hashable {
    /// Size of the file. Checked before anything is started.
    public var inputBytes: Int
    /// Address space of the child process, and of each program that it starts.
    public var memoryBytes: Int
    /// Processor time of the child process, and of each program that it starts.
    public var cpuSeconds: Int
    /// Time from start to answer.
    public var wallSeconds: Int
    /// Size of the answer: the text and its header.
    public var outputBytes: Int

    public init(
        inputBytes: Int = 64 << 20, memoryBytes: Int = 1 << 30, cpuSeconds: Int = 60, wallSeconds: Int = 90,
        outputBytes: Int = 256 << 20
    ) {
        self.inputBytes = inputBytes
        self.memoryBytes = memoryBytes
        self.cpuSeconds = cpuSeconds
        self.wallSeconds = wallSeconds
        self.outputBytes = outputBytes
    }
}
