import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders

extension GatewayRun {
    /// Keeps which provider has the answer, where a later request may build on it.
    func keepHome(of opened: GatewayOpened) {
        guard dialect.name == .openAIResponses, let provider = opened.backend.provider,
            provider.dialect.name == dialect.name
        else { return }
        let answer: String?
        if case .passage(let passage) = opened.form {
            answer = passage.outcome.answerID
        } else {
            answer = opened.backend.answerID
        }
        guard let answer else { return }
        let home = AnswerHomes.Home(provider: provider.provider.name, answer: answer)
        gateway.homes.record(answer, at: home)
        // A client that got the answer by way of a translation knows it by the name that this one gave it.
        gateway.homes.record("resp_\(account.id)", at: home)
    }
}

extension AnswerHomes {
    /// A request that builds on an earlier answer goes to the provider that has it, and nowhere else: any other one would
    /// refuse it.
    ///
    /// Where it is not known which one that is, such as after a new start, it is the first of the route.
    func led(_ call: DialectRequest, along route: inout GatewayRoute) -> DialectRequest {
        guard call.dialect == .openAIResponses else { return call }
        let previous = call.body["previous_response_id"]?.stringValue
        guard previous != nil || call.body["conversation"]?.isNull == false else { return call }
        func provider(_ target: PolicyTarget) -> String? {
            guard let model = target.backend as? ProviderModel, model.dialect.name == .openAIResponses else {
                return nil
            }
            return model.provider.name
        }
        let known = previous.flatMap { home(of: $0) }
        let names = route.targets.compactMap(provider)
        guard let chosen = names.first(where: { $0 == known?.provider }) ?? names.first else { return call }
        route.targets = route.targets.filter { provider($0) == chosen }
        guard let known, known.provider == chosen, known.answer != previous else { return call }
        var call = call
        call.body["previous_response_id"] = .string(known.answer)
        call.unknown["previous_response_id"] = .string(known.answer)
        return call
    }
}
