import KapellCore
import KapellJSON

/// Makes rules of shapes.
struct ShapeProgram {
    let shapes: [Shape]
    let needs: [Int?]
    private var rules: [Int: Int32] = [:]
    private var strings: [StringShape: Int32] = [:]
    private var numbers: [NumberShape: Int32] = [:]
    private var open: [Int] = []
    private var keyClasses: Int32 = 0

    init(_ needs: ShapeNeeds) {
        shapes = needs.shapes
        self.needs = needs.needs
    }

    /// A value of a shape. Rules that it needs and that are not there yet are made.
    mutating func value(
        _ shape: Int, in builder: inout ProgramBuilder, languages: inout LanguageCache, then next: Int32
    ) throws(KapellError) -> Int32 {
        let entry = try call(shape, &builder, then: next)
        while let number = open.popLast() { try fill(number, &builder, &languages) }
        return entry
    }

    private mutating func call(
        _ shape: Int, _ builder: inout ProgramBuilder, then next: Int32
    ) throws(KapellError) -> Int32 {
        var targets: [Int32] = []
        for leaf in leaves(shape) { targets.append(try builder.node(.call(rule: rule(leaf, &builder), next: next))) }
        return try builder.split(targets)
    }

    /// The shapes within a choice, and the choices within that.
    private func leaves(_ shape: Int) -> [Int] {
        var seen: Set<Int> = [shape]
        var open = [shape]
        var leaves: [Int] = []
        while let shape = open.popLast() {
            guard case .union(let choices) = shapes[shape] else {
                leaves.append(shape)
                continue
            }
            for choice in choices.reversed() where seen.insert(choice).inserted { open.append(choice) }
        }
        return leaves
    }

    private mutating func rule(_ shape: Int, _ builder: inout ProgramBuilder) -> Int32 {
        if let known = rules[shape] { return known }
        switch shapes[shape] {
        case .string(let string): if let known = strings[string] { return known }
        case .number(let number): if let known = numbers[number] { return known }
        default: break
        }
        let isContainer =
            switch shapes[shape] {
            case .object, .array: true
            default: false
            }
        let rule = builder.reserveRule(need: Int32(clamping: needs[shape] ?? .max), isContainer: isContainer)
        rules[shape] = rule
        switch shapes[shape] {
        case .string(let string): strings[string] = rule
        case .number(let number): numbers[number] = rule
        default: break
        }
        open.append(shape)
        return rule
    }

    private mutating func fill(
        _ shape: Int, _ builder: inout ProgramBuilder, _ languages: inout LanguageCache
    ) throws(KapellError) {
        guard let rule = rules[shape] else { return }
        let end = try builder.node(.pop)
        let entry: Int32
        switch shapes[shape] {
        case .union: return
        case .literals(let values):
            entry = try builder.choice(values.map { $0.serializedBytes() }, then: end)
        case .string(let string):
            let inner =
                string.isPlain
                ? try builder.anyString(
                    Int32(clamping: string.least), string.most.map { Int32(clamping: $0) }, then: end)
                : try builder.language(languages.string(string), .string, then: end)
            entry = try builder.literal("\"".utf8, then: inner)
        case .number(let number):
            entry = try builder.language(languages.number(number), .plain, then: end)
        case .object(let object): entry = try self.object(object, &builder, then: end)
        case .array(let array): entry = try self.array(array, &builder, then: end)
        }
        builder.program.rules[Int(rule)].entry = entry
    }

    private func need(_ shape: Int) -> Int32 { Int32(clamping: needs[shape] ?? .max) }

    // MARK: Arrays

    private mutating func array(
        _ array: ArrayShape, _ builder: inout ProgramBuilder, then end: Int32
    ) throws(KapellError) -> Int32 {
        let close = try builder.literal("]".utf8, then: end)
        let spacedClose = try builder.space(then: close)
        let prefix = array.prefix.prefix(array.most ?? .max)
        // The node after `place` items, from the last to the first.
        var after = spacedClose
        if let rest = array.rest, array.most.map({ $0 > prefix.count }) ?? true {
            after = try self.rest(rest, array, prefix.count, &builder, spacedClose)
            if prefix.isEmpty {
                let counted = try builder.append(
                    .increment(cap: Self.cap(array, 0), next: after))
                let item = try builder.node(.ifRoom(need(rest), next: call(rest, &builder, then: counted)))
                let first = array.least == 0 ? try builder.split([item, close]) : item
                return try builder.literal("[".utf8, then: builder.space(then: first))
            }
        }
        for place in prefix.indices.reversed() {
            let item = try builder.node(.ifRoom(need(prefix[place]), next: call(prefix[place], &builder, then: after)))
            if place == 0 {
                after = array.least == 0 ? try builder.split([item, close]) : item
            } else {
                let inner = try call(prefix[place], &builder, then: after)
                let comma = try builder.literal(",".utf8, then: builder.gap(then: inner))
                let next = try builder.node(.ifRoom(need(prefix[place]), next: comma))
                after = array.least <= place ? try builder.split([next, spacedClose]) : next
            }
        }
        if prefix.isEmpty { after = close }
        return try builder.literal("[".utf8, then: builder.space(then: after))
    }

    /// What follows the prefix: more items, counted where the schema counts.
    private mutating func rest(
        _ rest: Int, _ array: ArrayShape, _ prefix: Int, _ builder: inout ProgramBuilder, _ close: Int32
    ) throws(KapellError) -> Int32 {
        let head = try builder.reserve()
        let cap = Self.cap(array, prefix)
        let counted = cap > 0 ? try builder.append(.increment(cap: cap, next: head)) : head
        let item = try call(rest, &builder, then: counted)
        var more = try builder.node(
            .ifRoom(need(rest), next: builder.literal(",".utf8, then: builder.gap(then: item))))
        if let most = array.most { more = try builder.node(.ifLess(Int32(clamping: most - prefix), next: more)) }
        let least = max(array.least - prefix, 0)
        let end = least > 0 ? try builder.node(.ifAtLeast(Int32(clamping: least), next: close)) : close
        builder.fill(head, split: [more, end])
        return head
    }

    /// As far as items behind the prefix are counted.
    private static func cap(_ array: ArrayShape, _ prefix: Int) -> Int32 {
        Int32(clamping: max(array.most ?? 0, array.least) - prefix).clamped
    }

    // MARK: Objects

    private mutating func object(
        _ object: ObjectShape, _ builder: inout ProgramBuilder, then end: Int32
    ) throws(KapellError) -> Int32 {
        let least = Int32(clamping: object.least)
        let most = object.most.map { Int32(clamping: $0) }
        let required = Int32(object.members.count(where: \.isRequired))
        let isCounted = least > required || most != nil
        let cap = max(least, most ?? 0)
        func counted(_ next: Int32, _ builder: inout ProgramBuilder) throws(KapellError) -> Int32 {
            isCounted ? try builder.append(.increment(cap: cap, next: next)) : next
        }
        func atLeast(_ count: Int32, _ next: Int32, _ builder: inout ProgramBuilder) throws(KapellError) -> Int32 {
            isCounted && count > 0 ? try builder.node(.ifAtLeast(count, next: next)) : next
        }
        func below(_ count: Int32?, _ next: Int32, _ builder: inout ProgramBuilder) throws(KapellError) -> Int32 {
            guard let count else { return next }
            return try builder.node(.ifLess(count, next: next))
        }

        let close = try builder.literal("}".utf8, then: end)
        // `after` is where something was written before, so that a comma comes first; `empty` where nothing was.
        var after = try atLeast(least, builder.space(then: close), &builder)
        var empty = try atLeast(least, close, &builder)
        var capacity = 0
        if !object.others.isEmpty {
            let head = try builder.reserve()
            let back = try counted(head, &builder)
            var withComma: [Int32] = []
            var without: [Int32] = []
            for others in object.others {
                let keyClass = keyClasses
                keyClasses += 1
                let total = others.keys.sizes()[0] ?? .max
                capacity = min(capacity + Int(total), Int(builder.program.keys))
                let value = try builder.literal(
                    ":".utf8, then: builder.gap(then: call(others.shape, &builder, then: back)))
                let keyEnd = try builder.append(.keyEnd(class: keyClass, next: value))
                let inner = try builder.language(others.keys, .key(keyClass), then: keyEnd)
                let key = try builder.literal("\"".utf8, then: builder.append(.keyStart(next: inner)))
                for isFirst in [true, false] {
                    let entry = isFirst ? key : try builder.literal(",".utf8, then: builder.gap(then: key))
                    let room = try builder.append(.ifRoom(need(others.shape), next: entry))
                    let keys = try builder.append(.ifKeys(class: keyClass, total: total, next: room))
                    let guarded = try below(most, keys, &builder)
                    if isFirst { without.append(guarded) } else { withComma.append(guarded) }
                }
            }
            builder.fill(head, split: withComma + [after])
            after = head
            empty = try builder.split(without + [empty])
        }

        var requiredBehind: Int32 = 0
        var behind = capacity
        for member in object.members.reversed() {
            let key = JSONValue.string(member.name).serializedBytes() + Array(":".utf8)
            let next = try counted(after, &builder)
            let value = try builder.gap(then: call(member.shape, &builder, then: next))
            let entry = try builder.literal(key, then: value)
            let withComma = try builder.literal(",".utf8, then: builder.gap(then: entry))
            if member.isRequired {
                after = withComma
                empty = entry
                requiredBehind += 1
            } else {
                // Room for those that must come, and enough of those that may.
                let bound = most.map { $0 - requiredBehind }
                let skip = least - Int32(clamping: behind)
                let room = need(member.shape)
                let takes = try below(bound, builder.node(.ifRoom(room, next: withComma)), &builder)
                let takesFirst = try below(bound, builder.node(.ifRoom(room, next: entry)), &builder)
                after = try builder.split([takes, atLeast(skip, after, &builder)])
                empty = try builder.split([takesFirst, atLeast(skip, empty, &builder)])
            }
            behind += 1
        }
        return try builder.literal("{".utf8, then: builder.space(then: empty))
    }
}

extension Int32 {
    fileprivate var clamped: Int32 { Swift.max(self, 0) }
}
