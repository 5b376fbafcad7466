import KapellChatTemplates
import KapellCore
import KapellJSON
import Testing

@Suite("Conversations through a model's template") struct ChatTemplateTests {
    private let hello = ModelMessage(.user, "Hi")
    private let system = ModelMessage(.system, "Be brief.")

    @Test("Without a template a conversation is ChatML") func chatML() throws {
        let template = try ChatTemplate()
        #expect(
            try template.render(messages: [system, hello])
                == "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")
        #expect(template.abilities.system && !template.abilities.tools && !template.abilities.calls)
        #expect(template.toolCalls == .hermes)
    }

    @Test("Where a template knows no tools, they are described, and calls and results are text") func describedTools()
        throws
    {
        let template = try ChatTemplate()
        let call = ModelToolCall(id: "1", name: "now", arguments: "{}")
        let text = try template.render(
            messages: [
                system, hello, .assistant("", toolCalls: [call]), .toolResult(callID: "1", name: "now", "12:00"),
            ], tools: [clock])
        #expect(text.hasPrefix("<|im_start|>system\nBe brief.\n\nYou can call tools."))
        #expect(text.contains("\"name\":\"now\""))
        #expect(text.contains("<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>"))
        #expect(text.contains("<|im_start|>user\n<tool_response>\n12:00\n</tool_response>"))
    }

    @Test("Without a system role its text goes before the user's, and neighbours are joined where turns must alternate")
    func withoutSystem() throws {
        let source = """
            {% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}
            {% for m in messages %}
            {% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('take turns') }}{% endif %}
            [{{ m.role }}]{{ m.content }}
            {% endfor %}
            """
        let template = try ChatTemplate(source: source)
        #expect(!template.abilities.system && template.abilities.needsTurns)
        let text = try template.render(messages: [system, hello, ModelMessage(.user, "Again"), .assistant("Yes")])
        #expect(text == "[user]Be brief.\n\nHi\n\nAgain\n[assistant]Yes\n")
        #expect(throws: KapellError.self) { try template.render(messages: [.assistant("first")]) }
    }

    @Test("What a template refuses carries its own words") func refused() throws {
        let template = try ChatTemplate(
            source: """
                {% if messages | length > 2 %}{{ raise_exception('too many') }}{% endif %}
                {% for m in messages %}{{ m.content }}{% endfor %}
                """)
        do {
            _ = try template.render(messages: [hello, hello, hello])
            Issue.record("It rendered.")
        } catch {
            #expect(error.code == .invalidRequest && error.message.contains("too many"))
        }
    }

    @Test("Images are refused") func images() throws {
        var message = hello
        message.attachments = [ModelAttachment(.bytes([1]), mediaType: "image/png")]
        let template = try ChatTemplate()
        do {
            _ = try template.render(messages: [message])
            Issue.record("It rendered.")
        } catch {
            #expect(error.code == .unsupported && error.remedy != nil)
        }
    }

    @Test("Arguments are passed as the template shows them: as a mapping or as text", arguments: [true, false])
    func arguments(_ isObject: Bool) throws {
        let shown = isObject ? "{{ c.function.arguments | tojson }}" : "{{ '' + c.function.arguments }}"
        let source = """
            {% for t in tools or [] %}{{ t | tojson }}{% endfor %}
            {% for m in messages %}[{{ m.role }}]{{ m.content }}
            {% for c in m.tool_calls or [] %}<tool_call>{"name": "{{ c.function.name }}", "arguments": \(shown)}</tool_call>
            {% endfor %}{% endfor %}
            """
        let template = try ChatTemplate(source: source)
        #expect(template.abilities.arguments == (isObject ? .object : .text))
        #expect(template.abilities.tools && template.abilities.results && template.abilities.parallelCalls)
        let call = ModelToolCall(id: "1", name: "get_weather", arguments: #"{"place": "Oslo"}"#)
        let text = try template.render(messages: [hello, .assistant("", toolCalls: [call])], tools: [weather])
        #expect(calls(events(template.toolCalls, [text])).last == #"get_weather {"place":"Oslo"}"#, "\(text)")
    }

    @Test("Ids are shortened where a template asks for nine letters and digits, and stay a pair") func shortIDs() throws
    {
        let source = """
            {% for m in messages %}{% for c in m.tool_calls or [] %}
            {% if c.id | length != 9 %}{{ raise_exception('nine') }}{% endif %}
            {{ c.id }}={{ c.function.arguments | tojson }};
            {% endfor %}{% if m.role == 'tool' %}{{ m.tool_call_id }}:{{ m.name }}:{{ m.content }}{% endif %}{% endfor %}
            """
        let template = try ChatTemplate(source: source)
        #expect(template.abilities.needsShortIDs)
        let call = ModelToolCall(id: "call_0123456789", name: "now", arguments: "{}")
        let text = try template.render(
            messages: [hello, .assistant("", toolCalls: [call]), .toolResult(callID: call.id, name: "now", "12")])
        let id = String(text.prefix(9))
        #expect(text == "\(id)={};\n\(id):now:12")
    }

    @Test("Thoughts go under the key that the template shows, and extras reach it") func thoughts() throws {
        let template = try ChatTemplate(
            source: "{% for m in messages %}{{ m.thinking }}{% endfor %}{{ enable_thinking }}{{ strftime_now('%Y') }}")
        #expect(template.abilities.reasoningKey == "thinking")
        let message = ModelMessage.assistant("x", reasoning: [ModelReasoning(text: "Hm.")])
        let text = try template.render(
            messages: [message], extras: ["enable_thinking": false], now: Timestamp(nanoseconds: 0))
        #expect(text == "Hm.False1970")
    }

    @Test("A text of a user cannot become part of the template") func inert() throws {
        let text = try ChatTemplate().render(messages: [ModelMessage(.user, "{{ 1 + 1 }}{% raw %}")])
        #expect(text.contains("{{ 1 + 1 }}{% raw %}"))
    }
}
