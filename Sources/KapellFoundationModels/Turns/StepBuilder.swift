import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What one request to the executor has given so far. A piece costs time in proportion to its own length.
struct StepBuilder: Sendable {
    private struct Part: Sendable {
        var id: String
        var text = ""
        var other: Transcript.Segment?
    }

    private struct Call: Sendable {
        var id: String
        var name: String
        var arguments = ""
        var metadata: [String: GeneratedContent] = [:]
    }

    private enum Kind: Sendable {
        case response, reasoning, calls
    }

    private struct OpenEntry: Sendable {
        var kind: Kind
        var id: String
        var parts: [Part] = []
        var calls: [Call] = []
        var signature: Data?
        var metadata: [String: GeneratedContent] = [:]
    }

    private var entries: [OpenEntry] = []
    private var reported: LanguageModelSession.Usage?
    private var counted = 0
    private var countedReasoning = 0
    private var taken = LanguageModelSession.Usage()
    private(set) var finishReason: FinishReason?

    /// Takes one event in, and says what it means for those who watch.
    mutating func apply(_ event: LanguageModelExecutorGenerationChannel.Event, _ emit: (ResponseEvent) -> Void) {
        switch event.kind {
        case .response(let event): apply(event, emit)
        case .reasoning(let event): apply(event, emit)
        case .toolCalls(let event): apply(event, emit)
        }
    }

    private mutating func apply(
        _ event: LanguageModelExecutorGenerationChannel.Response, _ emit: (ResponseEvent) -> Void
    ) {
        switch event.action.kind {
        case .appendText(let text, let segmentID, let tokens):
            guard !text.isEmpty else { return counted = counted.clampedAdding(tokens) }
            let entry = place(.response, event.entryID)
            let part = part(entry, segmentID)
            entries[entry].parts[part].text += text
            counted = counted.clampedAdding(tokens)
            emit(.text(text))
        case .replaceText(let text, let segmentID, let tokens):
            let entry = place(.response, event.entryID)
            let part = part(entry, segmentID)
            entries[entry].parts[part].text = text
            counted = counted.clampedAdding(tokens)
            emit(.textReplaced(self.text))
        case .addSegment(let segment):
            let entry = place(.response, event.entryID)
            let new = Part(id: segment.id, other: segment)
            if let old = entries[entry].parts.firstIndex(where: { $0.id == segment.id }) {
                entries[entry].parts[old] = new
            } else {
                entries[entry].parts.append(new)
            }
        case .removeSegment(let id):
            let entry = place(.response, event.entryID)
            entries[entry].parts.removeAll { $0.id == id }
        case .metadata(let values):
            if let reason = values[BackendModelKeys.finishReason] {
                finishReason = (try? reason.value(String.self)).flatMap { FinishReason(rawValue: $0) }
            }
            guard event.entryID != "" else { return }
            entries[place(.response, event.entryID)].metadata = values
        case .usage(let usage): report(usage)
        }
    }

    private mutating func apply(
        _ event: LanguageModelExecutorGenerationChannel.Reasoning, _ emit: (ResponseEvent) -> Void
    ) {
        switch event.action.kind {
        case .appendText(let text, let segmentID, let tokens):
            let entry = place(.reasoning, event.entryID)
            let part = part(entry, segmentID)
            entries[entry].parts[part].text += text
            counted = counted.clampedAdding(tokens)
            countedReasoning = countedReasoning.clampedAdding(tokens)
            emit(.reasoning(text))
        case .replaceText(let text, let segmentID, _):
            let entry = place(.reasoning, event.entryID)
            let part = part(entry, segmentID)
            entries[entry].parts[part].text = text
        case .signature(let signature): entries[place(.reasoning, event.entryID)].signature = signature
        case .metadata(let values): entries[place(.reasoning, event.entryID)].metadata = values
        case .usage(let usage): report(usage)
        }
    }

    private mutating func apply(
        _ event: LanguageModelExecutorGenerationChannel.ToolCalls, _ emit: (ResponseEvent) -> Void
    ) {
        switch event.action.kind {
        case .toolCall(let piece):
            let entry = place(.calls, event.entryID)
            let call: Int
            if let found = entries[entry].calls.lastIndex(where: { $0.id == piece.id }) {
                call = found
            } else {
                entries[entry].calls.append(Call(id: piece.id, name: piece.name))
                call = entries[entry].calls.count - 1
            }
            switch piece.action.kind {
            case .appendArguments(let fragment, let tokens):
                entries[entry].calls[call].arguments += fragment
                counted = counted.clampedAdding(tokens)
                emit(.toolArguments(callID: piece.id, toolName: piece.name, fragment: fragment))
            case .metadata(let values): entries[entry].calls[call].metadata = values
            }
        case .remove(let id):
            for entry in entries.indices { entries[entry].calls.removeAll { $0.id == id } }
        case .metadata: break
        case .usage(let usage): report(usage)
        }
    }

    private mutating func report(_ usage: LanguageModelExecutorGenerationChannel.Usage) {
        reported = LanguageModelSession.Usage(
            input: .init(
                totalTokenCount: usage.input.totalTokenCount, cachedTokenCount: usage.input.cachedTokenCount),
            output: .init(
                totalTokenCount: usage.output.totalTokenCount,
                reasoningTokenCount: usage.output.reasoningTokenCount),
            metadata: usage.metadata)
    }

    /// The entry that an event is for: the one of its id, or without an id the one that is open.
    private mutating func place(_ kind: Kind, _ id: String?) -> Int {
        if let last = entries.indices.last, entries[last].kind == kind, id == nil || entries[last].id == id {
            return last
        }
        if let id, let found = entries.firstIndex(where: { $0.kind == kind && $0.id == id }) { return found }
        entries.append(OpenEntry(kind: kind, id: id.flatMap { $0.isEmpty ? nil : $0 } ?? EntryID.make()))
        return entries.count - 1
    }

    private mutating func part(_ entry: Int, _ id: String?) -> Int {
        if let id {
            if let found = entries[entry].parts.firstIndex(where: { $0.id == id }) { return found }
        } else if let last = entries[entry].parts.indices.last, entries[entry].parts[last].other == nil {
            return last
        }
        entries[entry].parts.append(Part(id: id ?? EntryID.make()))
        return entries[entry].parts.count - 1
    }

    // MARK: What has come of it

    /// What the executor reported, or else what it counted.
    var usage: LanguageModelSession.Usage {
        reported
            ?? LanguageModelSession.Usage(
                output: .init(totalTokenCount: counted, reasoningTokenCount: countedReasoning))
    }

    /// The tokens that have come since this was last asked, so that each is counted once, whoever asks.
    mutating func takeUsage() -> LanguageModelSession.Usage {
        let usage = usage
        defer { taken = usage }
        return usage.since(taken)
    }

    /// The text of the answer.
    var text: String {
        let answers = entries.filter { $0.kind == .response }
        if answers.count == 1, answers[0].parts.count == 1 { return answers[0].parts[0].text }
        return answers.flatMap(\.parts).map(\.text).joined()
    }

    /// The entries. Calls whose arguments are no JSON object hold them as a text.
    var finished: [Transcript.Entry] {
        entries.compactMap { entry in
            switch entry.kind {
            case .response:
                let segments = Self.segments(entry.parts)
                if segments.isEmpty { return nil }
                return .response(
                    Transcript.Response(id: entry.id, content: segments, values: entry.metadata, assetIDs: []))
            case .reasoning:
                if entry.parts.isEmpty, entry.signature == nil { return nil }
                return .reasoning(
                    Transcript.Reasoning(
                        id: entry.id, content: Self.segments(entry.parts), values: entry.metadata,
                        signature: entry.signature))
            case .calls:
                if entry.calls.isEmpty { return nil }
                return .toolCalls(
                    Transcript.ToolCalls(
                        id: entry.id,
                        entry.calls.map { call in
                            Transcript.ToolCall(
                                id: call.id, toolName: call.name, arguments: Self.arguments(call.arguments),
                                values: call.metadata)
                        }))
            }
        }
    }

    private static func segments(_ parts: [Part]) -> [Transcript.Segment] {
        parts.compactMap { part in
            if let other = part.other { return other }
            return part.text.isEmpty ? nil : .text(Transcript.TextSegment(id: part.id, content: part.text))
        }
    }

    /// No text at all stands for no arguments.
    private static func arguments(_ text: String) -> GeneratedContent {
        if text.utf8.allSatisfy({ $0 <= 0x20 }) { return GeneratedContent(jsonValue: [:]) }
        guard let value = try? JSONValue(parsing: text) else { return GeneratedContent(jsonValue: .string(text)) }
        return GeneratedContent(jsonValue: value)
    }
}
