import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Turns a backend's events into those of a channel. The pieces of a call's arguments are put together by its index.
struct BackendAnswer {
    private struct Call {
        var index: Int
        var id: String?
        var name: String?
        /// What came before the name.
        var waiting = ""
        var isOpen = false
    }

    private let channel: LanguageModelExecutorGenerationChannel
    private var responseID: String?
    private var reasoningID: String?
    private var callsID: String?
    private var calls: [Call] = []
    /// The text so far.
    private var said = ""
    private(set) var isFinished = false

    init(_ channel: LanguageModelExecutorGenerationChannel) { self.channel = channel }

    mutating func take(_ event: ModelEvent) throws {
        switch event {
        case .text(let text):
            reasoningID = nil
            said += text
            channel.post(.response(entryID: Self.id(&responseID), action: .appendText(text, tokenCount: 0)))
        case .reasoning(let text):
            channel.post(.reasoning(entryID: Self.id(&reasoningID), action: .appendText(text, tokenCount: 0)))
        case .signature(let proof, nil):
            channel.post(
                .reasoning(
                    entryID: Self.id(&reasoningID), action: .updateSignature(Data(proof.utf8), tokenCount: 0)))
            reasoningID = nil
        case .signature(let proof, let index?):
            let place = place(of: index)
            open(place)
            post(place, .updateMetadata([BackendModelKeys.signature: proof]))
        case .toolArguments(let index, let id, let name, let fragment):
            reasoningID = nil
            take(fragment, of: place(of: index), id, name)
        case .usage(let usage):
            channel.post(
                .response(
                    entryID: responseID ?? "",
                    action: .updateUsage(
                        input: .init(totalTokenCount: usage.inputTokens, cachedTokenCount: usage.cachedTokens),
                        output: .init(
                            totalTokenCount: usage.outputTokens, reasoningTokenCount: usage.reasoningTokens),
                        metadata: Self.metadata(usage))))
        case .finished(.contentFilter):
            isFinished = true
            throw stopped
        case .finished(let reason):
            isFinished = true
            channel.post(
                .response(
                    entryID: responseID ?? "",
                    action: .updateMetadata([BackendModelKeys.finishReason: reason.rawValue])))
        }
    }

    /// What a guard's stop is: a refusal where the model has said something, which may be why.
    private var stopped: LanguageModelError {
        if said.isBlank {
            return .guardrailViolation(.init(debugDescription: "A guard of the model's provider stopped the answer."))
        }
        return .refusal(
            .init(explanation: said, debugDescription: "The model, or a guard of its provider, refused to go on."))
    }

    /// Tokens for which Apple's framework has no name, where there are any.
    private static func metadata(_ usage: ModelUsage) -> [String: any ConvertibleToGeneratedContent] {
        var metadata: [String: any ConvertibleToGeneratedContent] = [:]
        if usage.cacheWriteTokens > 0 { metadata[BackendModelKeys.cacheWrite] = usage.cacheWriteTokens }
        if usage.cacheWriteHourTokens > 0 { metadata[BackendModelKeys.cacheWriteHour] = usage.cacheWriteHourTokens }
        return metadata
    }

    /// Opens the calls that never got a name.
    mutating func end() {
        for place in calls.indices { open(place) }
    }

    private mutating func take(_ fragment: String, of place: Int, _ id: String?, _ name: String?) {
        if calls[place].isOpen { return post(place, .appendArguments(fragment, tokenCount: 0)) }
        // Two calls of one step must have different ids.
        if let id, !id.isEmpty, calls[place].id == nil, !calls.contains(where: { $0.id == id }) {
            calls[place].id = id
        }
        if let name, !name.isEmpty { calls[place].name = name }
        calls[place].waiting += fragment
        if calls[place].name != nil { open(place) }
    }

    private mutating func open(_ place: Int) {
        guard !calls[place].isOpen else { return }
        calls[place].isOpen = true
        if calls[place].id == nil { calls[place].id = "call_\(EntryID.make())" }
        let waiting = calls[place].waiting
        calls[place].waiting = ""
        post(place, .appendArguments(waiting, tokenCount: 0))
    }

    private mutating func post(
        _ place: Int, _ action: LanguageModelExecutorGenerationChannel.ToolCalls.ToolCall.Action
    ) {
        let call = calls[place]
        channel.post(
            .toolCalls(
                entryID: Self.id(&callsID),
                action: .toolCall(id: call.id ?? "", name: call.name ?? "", action: action)))
    }

    private mutating func place(of index: Int) -> Int {
        if let last = calls.indices.last, calls[last].index == index { return last }
        if let found = calls.firstIndex(where: { $0.index == index }) { return found }
        calls.append(Call(index: index))
        return calls.count - 1
    }

    private static func id(_ kept: inout String?) -> String {
        if let kept { return kept }
        let made = EntryID.make()
        kept = made
        return made
    }
}
