import KapellCore

/// `map`, `select` and their like, which use other filters and tests.
extension JinjaFilters {
    static let selections: [String: JinjaFilter] = [
        "map": map,
        "select": { (run, value, arguments) throws(KapellError) in
            try selected(value, arguments, byAttribute: false, keeps: true, run)
        },
        "reject": { (run, value, arguments) throws(KapellError) in
            try selected(value, arguments, byAttribute: false, keeps: false, run)
        },
        "selectattr": { (run, value, arguments) throws(KapellError) in
            try selected(value, arguments, byAttribute: true, keeps: true, run)
        },
        "rejectattr": { (run, value, arguments) throws(KapellError) in
            try selected(value, arguments, byAttribute: true, keeps: false, run)
        },
    ]

    private static let map: JinjaFilter = { (run, value, arguments) throws(KapellError) in
        var mapped: [JinjaValue] = []
        // As jinja2 has it: what counts as false is empty, also where it could not be walked over.
        let items = value.isTrue ? try run.elements(value) : []
        if let attribute = arguments.named.first(where: { $0.name == "attribute" })?.value,
            arguments.positional.isEmpty
        {
            let fallback = arguments.named.first { $0.name == "default" }?.value
            for item in items {
                mapped.append(try run.part(attribute, of: item, fallback: fallback))
            }
        } else {
            guard let name = arguments.positional.first?.stringValue else {
                throw run.fault("`map` needs a filter or an attribute.")
            }
            guard let filter = JinjaFilters.named[name] else {
                throw JinjaFault.syntax(run.line, "there is no filter `\(name.prefix(60))`.")
            }
            var rest = arguments
            rest.positional.removeFirst()
            for item in items { mapped.append(try filter(run, item, rest)) }
        }
        try run.charge(24 * mapped.count)
        return .generator(JinjaGenerator(mapped))
    }

    private static func selected(
        _ value: JinjaValue, _ arguments: JinjaArguments, byAttribute: Bool, keeps: Bool, _ run: JinjaRun
    ) throws(KapellError) -> JinjaValue {
        var rest = arguments
        var attribute: JinjaValue?
        if byAttribute {
            guard !rest.positional.isEmpty else { throw run.fault("`selectattr` needs an attribute.") }
            attribute = rest.positional.removeFirst()
        }
        var test: JinjaTest?
        if !rest.positional.isEmpty {
            let name = try run.text(rest.positional.removeFirst())
            guard let found = JinjaTests.named[name] else {
                throw JinjaFault.syntax(run.line, "there is no test `\(name.prefix(60))`.")
            }
            test = found
        }
        var kept: [JinjaValue] = []
        for item in value.isTrue ? try run.elements(value) : [] {
            let part = try run.part(attribute, of: item)
            let holds = try test?(run, part, rest) ?? part.isTrue
            if holds == keeps { kept.append(item) }
        }
        try run.charge(24 * kept.count)
        return .generator(JinjaGenerator(kept))
    }
}
