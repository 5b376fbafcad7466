internal import CLlama
import KapellChatTemplates
import KapellCore
import KapellJSON

/// Makes the tokens of a conversation, in the form that the model was trained on: its own template.
///
/// Marks of the template become control tokens; what a user, a tool or a document brings never does, so that none of it
/// can end its own turn.
struct ChatPrompts: Sendable {
    private let template: ChatTemplate
    /// For requests with tools, where the model has one of its own for them.
    private let toolTemplate: ChatTemplate
    private let vocabulary: Vocabulary
    private let marks: ControlMarks
    /// Whether control tokens are part of how the model writes calls and thoughts.
    let showsControl: Bool

    /// - Throws: `.unsupported` for a template that cannot be read.
    init(_ model: LlamaModel) throws(KapellError) {
        vocabulary = model.vocabulary
        func read(_ source: String) throws(KapellError) -> ChatTemplate {
            try ChatTemplate(
                source: source, bosToken: model.vocabulary.beginText, eosToken: model.vocabulary.endText)
        }
        let source = model.template(nil) ?? ChatTemplate.chatML
        let toolSource = model.template("tool_use") ?? source
        template = try read(source)
        toolTemplate = toolSource == source ? template : try read(toolSource)
        let control = model.vocabulary.controlTexts
        marks = ControlMarks(control + Self.structural(model.vocabulary.ownTexts, in: source + toolSource))
        showsControl = [template, toolTemplate].contains { !$0.toolCalls.markTexts.isDisjoint(with: control) }
    }

    /// Those that the template gives a meaning, such as `</think>` and `<tool_call>`, or that look as such marks do. The
    /// others are plain text, which the model knows in one piece.
    private static func structural(_ texts: [String], in source: String) -> [String] {
        texts.filter { text in
            guard text.utf8.count > 2, text.contains(where: { !$0.isWhitespace && $0 != "▁" }) else { return false }
            return text.hasPrefix("<|") || text.hasPrefix("<｜") || source.contains(text)
        }
    }

    /// A request as the model reads it.
    struct Prepared {
        var tokens: [Int32]
        /// Tokens at its beginning that are the developer's.
        var systemTokens = 0
        /// What finds thoughts and calls in the answer.
        var reader: ToolCallReader
        /// How the model writes its calls; `nil` where it may call nothing.
        var calls: ToolCallForm?
    }

    /// System prompts of fewer bytes are not looked at: to read them again costs little.
    private static let longSystem = 600

    /// How far the prompt goes that the system messages and tools make alone.
    private func systemTokens(
        _ messages: [ModelMessage], _ tools: [ModelTool], _ template: ChatTemplate, _ fields: LocalRequestFields,
        _ whole: [Int32]
    ) -> Int {
        let system = messages.prefix { $0.role == .system }
        guard system.reduce(0, { $0 + $1.content.utf8.count }) >= Self.longSystem, system.count < messages.count,
            let alone = try? template.render(
                messages: system + [ModelMessage(.user, "")], tools: tools, addGenerationPrompt: false,
                extras: fields.templateValues)
        else { return 0 }
        // Nothing of it is computed, so that marks of others in it do no harm.
        let tokens = vocabulary.tokenize(alone, special: false, control: true)
        let start = whole.first == vocabulary.addedBegin && tokens.first != vocabulary.addedBegin ? 1 : 0
        return start + Array(whole.dropFirst(start)).commonPrefix(with: tokens)
    }

    /// The tokens of a request, ready for the assistant to write.
    func prepare(_ request: ModelRequest, _ fields: LocalRequestFields) throws(KapellError) -> Prepared {
        let texts = RequestTexts(request)
        let mark = try marks.mark(for: texts)
        let guarded = marks.guarded(texts, mark)
        let tools = request.toolChoice == .none ? [] : guarded.tools
        let template = tools.isEmpty ? template : toolTemplate
        let text = try template.render(messages: guarded.messages, tools: tools, extras: fields.templateValues)
        var tokens: [Int32] = []
        for part in text.unicodeScalars.split(separator: mark, omittingEmptySubsequences: false) {
            tokens += vocabulary.tokenize(String(part), special: false, control: true)
        }
        if let begin = vocabulary.addedBegin, tokens.first != begin { tokens.insert(begin, at: 0) }
        let form = template.toolCalls
        return Prepared(
            tokens: tokens, systemTokens: systemTokens(guarded.messages, tools, template, fields, tokens),
            reader: ToolCallReader(
                form: tools.isEmpty ? form.withoutCalls : form, tools: tools,
                startsInReasoning: form.startsInReasoning(text)),
            calls: tools.isEmpty ? nil : form)
    }
}

extension LlamaModel {
    /// The template of a name that the file carries; its standard one without a name.
    func template(_ name: String?) -> String? {
        guard let text = llama_model_chat_template(pointer, name) else { return nil }
        return String(cString: text)
    }
}
