extension ConfigurationDecoder {
    /// Reads `knowledge.NAME.judge`, and checks that its model is known and has something to judge.
    mutating func judge(_ node: ConfigurationNode, mode: KnowledgeMode, key: String) -> JudgeSection? {
        let isMapping = node.mapping != nil
        let place = isMapping ? "\(key).model" : key
        guard let written = isMapping ? node["model"] : node, let scalar = written.scalar, scalar.kind == .text,
            !scalar.isUnresolved, TextRule.aliasName.accepts(scalar.text)
        else { return nil }
        var section = JudgeSection(model: scalar.text)
        if !aliasNames.contains(scalar.text), scalar.text != "default" {
            guard TextRule.model.accepts(scalar.text) else {
                issues.add(
                    written.position, key: place,
                    "`\(place)` names \(scalar.quoted), which is no alias of `models.aliases`.",
                    remedy: "Write an alias, `default`, or `provider/model` such as `openai/gpt-5`.")
                return nil
            }
            guard let reference = reference(written, key: place) else { return nil }
            section.reference = reference
        }
        if let deadline = node["deadline"], let time = deadline.scalar.flatMap(DurationText.duration) {
            if time > .zero {
                section.deadline = time
            } else {
                issues.add(
                    deadline.position, key: "\(key).deadline", "`\(key).deadline` leaves the judge no time.",
                    remedy: "Write for example `deadline: 20s`, or leave it out.")
            }
        }
        if let tokens = node["tokens"]?.scalar?.wholeNumber { section.tokens = tokens }
        if let count = node["concurrency"]?.scalar?.wholeNumber { section.concurrency = count }
        section.overrules = node["overrules"]?.scalar?.boolean ?? false
        section.isRequired = node["required"]?.scalar?.boolean ?? false
        if mode == .extractive {
            issues.add(
                node.position, key: key,
                "`\(key)` has nothing to judge: answers are quotations here, which are compared with their documents.",
                remedy: "Write `mode: generative` beside it, or remove it.")
        }
        return section
    }
}
