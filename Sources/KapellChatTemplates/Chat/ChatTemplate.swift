public import KapellCore
public import KapellJSON

/// A model's own chat template, for Kapell's messages and tools.
///
/// ```swift
/// let template = try ChatTemplate(source: source, bosToken: "<s>", eosToken: "</s>")
/// let prompt = try template.render(messages: messages, tools: tools)
/// var reader = ToolCallReader(
///     form: template.toolCalls, tools: tools, startsInReasoning: template.toolCalls.startsInReasoning(prompt))
/// ```
///
/// A conversation is brought into the form that the template can show (``abilities``): where it has no system role, no
/// tools or no results, their text goes into the messages that it has.
public struct ChatTemplate: Sendable {
    /// What the template can show.
    public let abilities: ChatAbilities
    /// How the model writes its calls.
    public let toolCalls: ToolCallForm
    let template: JinjaTemplate
    let bosToken: String
    let eosToken: String

    /// Reads a template, and renders some twenty small conversations to find out what it can show.
    ///
    /// - Parameters:
    ///   - source: Jinja, as the model's file carries it; ``chatML`` where it carries none.
    ///   - bosToken: the text of the token that begins a conversation; empty where the model has none.
    ///   - eosToken: the text of the token that ends one.
    /// - Throws: as ``JinjaTemplate/init(_:limits:)``.
    public init(
        source: String = ChatTemplate.chatML, bosToken: String = "", eosToken: String = "",
        limits: JinjaLimits = .standard
    ) throws(KapellError) {
        template = try JinjaTemplate(source, limits: limits)
        self.bosToken = bosToken
        self.eosToken = eosToken
        abilities = ChatProbe(template: template, bosToken: bosToken, eosToken: eosToken).abilities()
        let form = ToolCallForm.detect(template: source)
        // A template may show calls and know no tools; then they are described in its own form, where words can do that.
        toolCalls = abilities.calls && (abilities.tools || form.layout.isPlain) ? form : .hermes
    }

    /// The prompt for a conversation.
    ///
    /// - Parameters:
    ///   - tools: those that the model may call.
    ///   - addGenerationPrompt: whether the prompt ends with the opening of the assistant's turn.
    ///   - extras: more variables for the template, such as `enable_thinking`. They come before those given here.
    ///   - now: what `strftime_now` shows, in UTC.
    /// - Throws: ``KapellCore/KapellError``: `unsupported` where a message has an image or a file; `invalidRequest` with
    ///   the template's own message where it refuses the conversation; `limitExceeded`.
    public func render(
        messages: [ModelMessage], tools: [ModelTool] = [], addGenerationPrompt: Bool = true,
        extras: JSONObject = [:], now: Timestamp = .now
    ) throws(KapellError) -> String {
        let conversation = ChatConversation(abilities: abilities, toolCalls: toolCalls)
        var values = Self.values(
            for: template, try conversation.messages(messages, tools: tools),
            tools: abilities.tools ? tools.map(ChatConversation.value(of:)) : [], opens: addGenerationPrompt,
            bosToken: bosToken, eosToken: eosToken, now: now)
        values.merge(extras)
        return try template.render(values, now: now)
    }

    static func values(
        for template: JinjaTemplate, _ messages: [JSONValue], tools: [JSONValue], opens: Bool, bosToken: String,
        eosToken: String, now: Timestamp
    ) -> JSONObject {
        var values: JSONObject = [
            "messages": .array(messages), "add_generation_prompt": .bool(opens), "bos_token": .string(bosToken),
            "eos_token": .string(eosToken),
        ]
        // Without tools the variable is not there at all: more templates can do without than with none.
        if !tools.isEmpty { values["tools"] = .array(tools) }
        // FireFunction takes the tools as text, and the time.
        if template.uses("functions"), template.uses("datetime") {
            values["functions"] = .string(JSONValue.array(tools).serialized(pretty: true))
            values["datetime"] = .string(JinjaTime.text(now, "%b %d %Y %H:%M:%S GMT"))
        }
        return values
    }
}
