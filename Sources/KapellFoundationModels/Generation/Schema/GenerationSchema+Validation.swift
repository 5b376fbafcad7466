import KapellJSON

extension GenerationSchema {
    /// The ways in which content is not what the schema asks for, each a sentence that begins with the place: for the
    /// model that is asked again, and for a person. None where all is well.
    ///
    /// - Throws: what ``jsonSchema`` throws, where the schema itself cannot be used.
    package func violations(in content: GeneratedContent) throws -> [String] {
        let validator = try compilation.validator()
        var sentences: [String] = []
        if !content.isComplete { sentences.append("the value ends before it is whole.") }
        // What is cut lacks much; that it is cut says all.
        guard sentences.isEmpty else { return sentences }
        let violations = validator.validate(content.jsonValue)
        for violation in violations.prefix(Self.sentenceLimit) {
            let sentence = "\(violation)"
            sentences.append(sentence.hasSuffix(".") ? sentence : sentence + ".")
        }
        if violations.count > Self.sentenceLimit {
            sentences.append("\(violations.count - Self.sentenceLimit) more places are not as the schema asks.")
        }
        return sentences
    }

    /// Makes sure that content is what the schema asks for.
    ///
    /// - Throws: ``GeneratedContent/ParsingError`` with the violations, and what ``jsonSchema`` throws.
    package func validate(_ content: GeneratedContent) throws {
        let violations = try violations(in: content)
        guard !violations.isEmpty else { return }
        throw GeneratedContent.ParsingError(
            rawContent: content.jsonString,
            debugDescription: "The content does not fit the schema \"\(name)\": \(violations.joined(separator: " "))")
    }

    /// As many as a person reads, and a model's prompt can spare.
    private static let sentenceLimit = 20
}
