import KapellJSON

/// Reads an answer that has a schema, and says what is wrong with one that does not keep to it.
enum TypedAnswer {
    enum Judgement {
        case accepted(GeneratedContent)
        case refused(GeneratedContent.ParsingError)
    }

    /// - Throws: what is wrong with the schema itself.
    static func judge(
        _ text: String, _ schema: GenerationSchema, _ check: (@Sendable (GeneratedContent) throws -> Void)?
    ) throws -> Judgement {
        let content: GeneratedContent
        do throws(GeneratedContent.ParsingError) {
            // Of several values in one reply the one that fits is meant.
            content = try GeneratedContentReader.read(text, schema: schema) { value in
                (try? schema.violations(in: GeneratedContent(jsonValue: value)))?.isEmpty == true
            }.content
        } catch {
            return .refused(error)
        }
        let violations = try schema.violations(in: content)
        guard violations.isEmpty else {
            return .refused(
                GeneratedContent.ParsingError(
                    rawContent: text, debugDescription: violations.joined(separator: " ")))
        }
        do {
            try check?(content)
        } catch let error as GeneratedContent.ParsingError {
            return .refused(error)
        } catch {
            return .refused(
                GeneratedContent.ParsingError(
                    rawContent: text, underlyingError: error, debugDescription: "\(error)"))
        }
        return .accepted(content)
    }

    /// The entries of an accepted answer: its text is replaced by the content.
    static func entries(
        _ given: [Transcript.Entry], _ content: GeneratedContent, _ schema: GenerationSchema
    ) -> [Transcript.Entry] {
        var isWritten = false
        return given.compactMap { entry in
            guard case .response(var response) = entry else { return entry }
            guard !isWritten else { return nil }
            isWritten = true
            response.segments = [
                .structure(
                    Transcript.StructuredSegment(id: EntryID.make(), schemaName: schema.name, content: content))
            ]
            return .response(response)
        }
    }

    /// What the model is told before its next try. It is part of that request only.
    static func feedback(_ error: GeneratedContent.ParsingError) -> Transcript.Entry {
        let text = """
            An earlier answer could not be used: \(ToolOutputText.short(error.debugDescription))
            Answer again, with nothing but the whole JSON that the schema asks for.
            """
        return .prompt(
            Transcript.Prompt(
                id: EntryID.make(), segments: [.text(Transcript.TextSegment(id: EntryID.make(), content: text))]))
    }
}
