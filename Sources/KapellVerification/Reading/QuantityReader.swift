/// Finds the quantities of a text in its tokens, and marks the tokens that belong to one.
struct QuantityReader {
    private(set) var tokens: [Token]
    private(set) var quantities: [Quantity] = []

    init(_ tokens: [Token]) {
        self.tokens = tokens
        var index = 0
        while index < self.tokens.count {
            let next = date(index) ?? time(index) ?? name(index) ?? ordinal(index) ?? number(index)
            index = max(next ?? 0, index + 1)
        }
    }

    func text(_ index: Int) -> String { tokens.indices.contains(index) ? tokens[index].text : "" }
    func isNumber(_ index: Int) -> Bool { tokens.indices.contains(index) && tokens[index].kind == .number }
    /// Whether a token follows the one before it without space.
    func isJoined(_ index: Int) -> Bool {
        index > 0 && tokens.indices.contains(index) && tokens[index].start == tokens[index - 1].end
    }

    mutating func add(_ quantity: Quantity) -> Int {
        for index in quantity.start..<quantity.end { tokens[index].quantity = quantities.count }
        quantities.append(quantity)
        return quantity.end
    }

    // MARK: Dates and times

    private mutating func date(_ index: Int) -> Int? {
        let token = tokens[index]
        if token.kind == .number {
            let parts = token.text.split(separator: ".").compactMap { Int($0) }
            if parts.count == 3, parts[0] <= 31, parts[1] <= 12, parts[2] >= 1000, parts[2] <= 9999 {
                return addDate(index, index + 1, parts[2], parts[1], parts[0])
            }
            if let year = Int(token.text), year >= 1000, year <= 9999, text(index + 1) == "-",
                let month = Int(text(index + 2)), month <= 12, text(index + 3) == "-",
                let day = Int(text(index + 4)), day <= 31
            {
                return addDate(index, index + 5, year, month, day)
            }
            guard let day = Int(token.text), day >= 1, day <= 31 else { return nil }
            var next = index + 1
            if Self.suffixes.contains(text(next)), isJoined(next) { next += 1 }
            if text(next) == "of" { next += 1 }
            guard let month = month(next, needsDay: false) else { return nil }
            let year = year(next + 1)
            return addDate(index, next + (year == nil ? 1 : 2), year, month, day)
        }
        guard let month = month(index, needsDay: true) else { return nil }
        var next = index + 1
        var day: Int?
        if isNumber(next), let number = Int(text(next)), number >= 1, number <= 31 {
            day = number
            next += 1
            if Self.suffixes.contains(text(next)), isJoined(next) { next += 1 }
        }
        let year = year(next)
        return addDate(index, next + (year == nil ? 0 : 1), year, month, day)
    }

    private func month(_ index: Int, needsDay: Bool) -> Int? {
        guard tokens.indices.contains(index), tokens[index].isCapitalised else { return nil }
        let word = text(index)
        guard let month = NumberWords.months[word], word != "may" || !needsDay || isNumber(index + 1) else {
            return nil
        }
        return month
    }

    private func year(_ index: Int) -> Int? {
        guard isNumber(index), let year = Int(text(index)), year >= 1800, year <= 2199 else { return nil }
        return year
    }

    private mutating func addDate(_ start: Int, _ end: Int, _ year: Int?, _ month: Int, _ day: Int?) -> Int {
        var quantity = Quantity(start: start, end: end, kind: .date)
        (quantity.year, quantity.month, quantity.day) = (year, month, day)
        return add(quantity)
    }

    private static let suffixes: Set<String> = ["st", "nd", "rd", "th"]

    private mutating func time(_ index: Int) -> Int? {
        let token = tokens[index]
        if token.text == "noon" || token.text == "midday" { return addTime(index, index + 1, 720) }
        if token.text == "midnight" { return addTime(index, index + 1, 0) }
        guard token.kind == .number else { return nil }
        var half: String?
        var end = index + 1
        if ["am", "pm"].contains(text(end)) {
            half = text(end)
            end += 1
        } else if ["a", "p"].contains(text(end)), text(end + 1) == "m" {
            half = text(end) + "m"
            end += 2
        }
        let separator: Character = token.text.contains(":") ? ":" : "."
        let parts = token.text.split(separator: separator).compactMap { Int($0) }
        guard (parts.count == 2 && (separator == ":" || half != nil)) || (parts.count == 1 && half != nil),
            var hour = parts.first, hour <= 24, (parts.last ?? 0) < 60 || parts.count == 1
        else { return nil }
        if half == "pm", hour < 12 { hour += 12 }
        if half == "am", hour == 12 { hour = 0 }
        return addTime(index, end, hour * 60 + (parts.count == 2 ? parts[1] : 0))
    }

    private mutating func addTime(_ start: Int, _ end: Int, _ minutes: Int) -> Int {
        var quantity = Quantity(start: start, end: end, kind: .time)
        quantity.value = Double(minutes)
        return add(quantity)
    }

    // MARK: Names that hold numbers, ordinals

    private mutating func name(_ index: Int) -> Int? {
        let token = tokens[index]
        guard token.kind == .word else { return nil }
        if token.isCapitalised, let day = NumberWords.weekdays.firstIndex(of: NumberWords.singular(token.text)) {
            var quantity = Quantity(start: index, end: index + 1, kind: .weekday)
            quantity.value = Double(day)
            return add(quantity)
        }
        if NumberWords.references.contains(token.text) {
            let isLetter =
                text(index + 1).utf8.count == 1 && tokens[index + 1].isCapitalised
                && ["part", "annex", "appendix", "exhibit", "schedule"].contains(token.text)
            if isNumber(index + 1) || isLetter { return references(index) }
            return token.text == "version" ? index + 1 : nil
        }
        if ["once", "twice", "thrice"].contains(token.text) {
            let counts =
                token.text != "once" || ["in", "a", "each", "every", "per"].contains(text(index + 1))
                || ["least", "most", "than"].contains(text(index - 1))
            guard counts else { return nil }
            var quantity = Quantity(start: index, end: index + 1, kind: .number)
            quantity.value = token.text == "once" ? 1 : token.text == "twice" ? 2 : 3
            quantity.unit = "times"
            return add(quantity)
        }
        // M3, ISO 27001.
        let isStandard = ["iso", "iec", "en", "din"].contains(token.text)
        if token.isUpper, token.text.utf8.count <= 3, isNumber(index + 1),
            isJoined(index + 1) || (isStandard && tokens[index + 1].start <= token.end + 1)
        {
            var quantity = Quantity(start: index, end: index + 2, kind: .code)
            quantity.text = token.text + text(index + 1)
            return add(quantity)
        }
        return nil
    }

    /// "Clauses 18.1 and 18.4", "Subsection 6a", "version 2".
    private mutating func references(_ index: Int) -> Int {
        var end = index + 2
        var name = text(index + 1)
        if isJoined(end), text(end).utf8.count == 1, tokens[end].kind == .word {
            name += text(end)
            end += 1
        }
        var quantity = Quantity(start: index, end: end, kind: .reference)
        quantity.text = name
        quantity.unit = text(index) == "version" ? "version" : ""
        var next = add(quantity)
        while ["and", "or"].contains(text(next)), isNumber(next + 1) {
            var other = Quantity(start: next + 1, end: next + 2, kind: .reference)
            other.text = text(next + 1)
            next = add(other)
        }
        return next
    }

    private mutating func ordinal(_ index: Int) -> Int? {
        let word = text(index)
        var quantity = Quantity(start: index, end: index + 1, kind: .ordinal)
        if isNumber(index), Self.suffixes.contains(text(index + 1)), isJoined(index + 1) {
            quantity.value = NumberWords.value(word) ?? 0
            quantity.end = index + 2
            return add(quantity)
        }
        guard let value = NumberWords.ordinals[word] else { return nil }
        if NumberWords.fractions[word] != nil, ["a", "one"].contains(text(index - 1)), text(index + 1) == "of" {
            quantity.kind = .number
            quantity.unit = "fraction"
            quantity.value = NumberWords.fractions[word] ?? 0
            return add(quantity)
        }
        quantity.value = value
        return add(quantity)
    }
}
