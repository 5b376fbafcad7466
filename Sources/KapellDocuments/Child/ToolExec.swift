#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The last step before a program such as `pdftotext` runs: it must not outlive `kapell-extract`.
///
/// The limits are inherited, and the wish to die with the parent survives `execv`.
enum ToolExec {
    static func run(parent: Int32, program: String, arguments: [String]) -> Int32 {
        ChildLimits.dieWithParent(parent)
        var pointers: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        pointers.append(nil)
        execv(program, &pointers)
        return 127
    }
}
