/// A regular expression of a schema: ECMA-262, without back references.
struct SchemaPattern: Sendable {
    /// As it stands in the schema.
    let text: String
    private let program: SchemaShared<PatternProgram>

    init(_ text: String) throws(PatternFailure) {
        self.text = text
        let (node, sets) = try PatternParser.parse(text)
        program = SchemaShared(try PatternProgram(node, sets: sets))
    }

    /// How many states it has.
    var size: Int { program.value.states.count }

    /// Whether a part of `subject` matches.
    ///
    /// - Parameter budget: how many steps the search may take; what it took is taken off.
    /// - Returns: nil where the budget did not suffice.
    func matches(_ subject: String, budget: inout Int) -> Bool? {
        var run = PatternRun(program: program.value, text: subject.unicodeScalars.map(\.value), budget: budget)
        let result = run.matches(
            from: program.value.entry, at: 0, isBehind: false, isSearch: !program.value.isAnchored)
        budget = run.budget
        return result
    }
}
