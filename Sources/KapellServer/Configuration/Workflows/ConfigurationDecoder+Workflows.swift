import KapellCore
import KapellJSON
import KapellWorkflows

extension ConfigurationDecoder {
    /// Reads `workflows`, and checks what no single key can show: the names that one part has of another, templates,
    /// conditions, and the graph as a whole.
    mutating func workflows(_ entries: [ConfigurationEntry]) -> [WorkflowSection] {
        workflowNames = entries.map(\.key)
        var sections: [WorkflowSection] = []
        for entry in entries {
            let before = issues.count
            let section = workflow(entry)
            if issues.count == before { sections.append(section) }
        }
        checkQueues(sections, entries)
        // Those with mistakes are left out, and with them what needs them.
        guard sections.count == entries.count else { return sections }
        for entry in entries {
            do throws(KapellError) {
                _ = try WorkflowGraphs(sections, services: nil).workflow(entry.key)
            } catch {
                issues.add(
                    entry.keyPosition, key: "workflows.\(shown(entry.key))", error.message,
                    remedy: error.remedy ?? "Correct its nodes and edges.")
            }
        }
        return sections
    }

    private mutating func workflow(_ entry: ConfigurationEntry) -> WorkflowSection {
        let node = entry.value
        var section = WorkflowSection(name: entry.key)
        section.place = entry.keyPosition.description
        section.description = node["description"]?.scalar?.text
        section.version = node["version"]?.scalar?.wholeNumber ?? 1
        let path = "workflows.\(shown(entry.key))"
        for channel in node["channels"]?.mapping ?? [] {
            if let channel = self.channel(channel, path) { section.channels.append(channel) }
        }
        let names = (node["nodes"]?.mapping ?? []).map(\.key)
        if node["nodes"] != nil, names.isEmpty {
            issues.add(
                entry.keyPosition, key: "\(path).nodes", "`\(path).nodes` holds no node.",
                remedy: "Give it one, such as `greet: {set: {answer: hello}}`.")
        }
        var reader = WorkflowNodeReader(
            issues: issues, workflow: section, knowledge: knowledgeNames, workflows: workflowNames, tools: tools)
        for (index, entry) in (node["nodes"]?.mapping ?? []).enumerated() {
            if entry.key == "end" {
                reader.issues.add(
                    entry.keyPosition, key: "\(path).nodes.end",
                    "`end` stands for the end of a run, and node \(index + 1) has its name.", remedy: "Rename it.")
            }
            if let node = reader.node(entry, "\(path).nodes.\(shown(entry.key))") { section.nodes.append(node) }
        }
        issues = reader.issues
        var edges = WorkflowEdgeReader(issues: issues, workflow: section, nodes: names)
        section.starts = node["start"].map { edges.targets($0, "\(path).start", hasEnd: false) } ?? []
        for (index, edge) in (node["edges"]?.list ?? []).enumerated() {
            if let edge = edges.edge(edge, "\(path).edges[\(index)]") { section.edges.append(edge) }
        }
        issues = edges.issues
        section.budget = node["budget"].flatMap { budget($0, "\(path).budget") }
        section.queue = node["queue"].map { queue($0, entry.key) }
        section.schedule = node["schedule"].flatMap { schedule($0, section, "\(path).schedule") }
        section.migrations = (node["migrations"]?.list ?? []).compactMap(migration)
        return section
    }

    private mutating func channel(_ entry: ConfigurationEntry, _ path: String) -> WorkflowChannel? {
        let key = "\(path).channels.\(shown(entry.key))"
        let node = entry.value
        guard let text = (node.scalar ?? node["type"]?.scalar)?.text, let kind = WorkflowChannel.Kind(rawValue: text)
        else { return nil }
        var channel = WorkflowChannel(name: entry.key, kind: kind, initial: kind.empty)
        channel.description = node["description"]?.scalar?.text
        if let reducer = node["reducer"],
            let reduction = reducer.scalar.flatMap({ WorkflowChannel.Reduction(rawValue: $0.text) })
        {
            channel.reduction = reduction
            let fits: [WorkflowChannel.Kind]
            switch reduction {
            case .replace: fits = WorkflowChannel.Kind.allCases
            case .append: fits = [.list]
            case .merge: fits = [.object]
            case .sum, .max, .min: fits = [.number, .integer]
            }
            if !fits.contains(kind) {
                issues.add(
                    reducer.position, key: "\(key).reducer",
                    "`\(key)` holds \(kind.rawValue), and `\(reduction.rawValue)` is for "
                        + "\(fits.map(\.rawValue).joined(separator: " and ")).",
                    remedy: "Change its `type`, or leave `reducer` out.")
            }
        }
        if let value = node["default"] {
            channel.initial = value.json
            if !kind.holds(channel.initial) {
                issues.add(
                    value.position, key: "\(key).default", "`\(key).default` is not of the type \(kind.rawValue).",
                    remedy: "Write a value of the type, or change `type`.")
            }
        }
        return channel
    }

    private mutating func budget(_ node: ConfigurationNode, _ path: String) -> Allowance {
        var budget = Allowance()
        budget.tokens = node["tokens"]?.scalar?.wholeNumber
        budget.calls = node["calls"]?.scalar?.wholeNumber
        budget.time = node["time"]?.scalar.flatMap(DurationText.duration)
        if let dollars = node["dollars"] {
            budget.dollars = dollars.json.doubleValue ?? dollars.scalar.flatMap { Double($0.text) }
            if !(budget.dollars.map { $0 > 0 && $0.isFinite } ?? false) {
                issues.add(
                    dollars.position, key: "\(path).dollars", "`\(path).dollars` must be a number above 0.",
                    remedy: "Write for example `dollars: 0.5`.")
            }
        }
        return budget
    }

    private mutating func schedule(
        _ node: ConfigurationNode, _ section: WorkflowSection, _ path: String
    ) -> WorkflowSchedule? {
        guard let cron = node["cron"]?.scalar?.text else { return nil }
        let input = node["input"]?.mapping ?? []
        for entry in input {
            guard let channel = section.channel(entry.key) else {
                issues.add(
                    entry.keyPosition, key: "\(path).input",
                    "`\(path).input` names the channel `\(shown(entry.key))`, which there is not.",
                    remedy: WorkflowNodeReader.remedy(
                        entry.key, section.channels.map(\.name), "Declare it below `channels`."))
                continue
            }
            if !channel.kind.holds(entry.value.json) {
                issues.add(
                    entry.value.position, key: "\(path).input.\(entry.key)",
                    "`\(path).input.\(entry.key)` is not of the type \(channel.kind.rawValue).",
                    remedy: "Write a value of the type.")
            }
        }
        do throws(KapellError) {
            return WorkflowSchedule(
                section.name, workflow: section.name,
                cron: try CronExpression(cron, zone: node["zone"]?.scalar?.text ?? "UTC"),
                input: input.map { ChannelWrite(channel: $0.key, value: $0.value.json) },
                missed: node["missed"]?.scalar?.text == "skip" ? .skip : .once, queue: section.queue?.name ?? "")
        } catch {
            issues.add(
                node["cron"]?.position ?? node.position, key: "\(path).cron", error.message,
                remedy: error.remedy ?? "Write for example `cron: \"0 7 * * mon\"`.")
            return nil
        }
    }

    private func migration(_ node: ConfigurationNode) -> WorkflowMigration? {
        guard let version = node["from"]?.scalar?.wholeNumber else { return nil }
        func names(_ key: String) -> [String: String] {
            Dictionary(
                (node[key]?.mapping ?? []).map { ($0.key, $0.value.scalar?.text ?? "") }, uniquingKeysWith: { $1 })
        }
        return WorkflowMigration(
            version: version, rename: names("rename"), nodes: names("nodes"),
            remove: (node["remove"]?.list ?? []).compactMap { $0.scalar?.text })
    }
}

extension SourcePosition: CustomStringConvertible {
    var description: String { "\(file):\(line):\(column)" }
}
