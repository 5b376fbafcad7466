/// Everything that has to be refused, in one run of the compiler.
///
/// Each case stands in an enumeration of its own, so that its names do not meet those of the others. For the compiler
/// it is a file of its own, too, whose first line is the first line of the case.
enum Refusals {
    static let all =
        GenerableRefusals.all + GuideRefusals.all + ToolRefusals.all + SessionPropertyRefusals.all

    static let compilation = Compilation(
        source: all.enumerated().reduce(prelude) { source, refusal in
            """
            \(source)
            enum \(region(at: refusal.offset)) {
            #sourceLocation(file: "\(region(at: refusal.offset))", line: 1)
            \(refusal.element.source)
            #sourceLocation()
            }

            """
        })

    /// The name of the enumeration, and of the file.
    static func region(of source: String) -> String? { all.firstIndex { $0.source == source }.map(region(at:)) }

    private static func region(at index: Int) -> String { "Case\(index)" }

    /// What the cases use.
    private static let prelude = """
        import KapellFoundationModels
        let flag = true
        func f() -> Int { 5 }

        """
}
