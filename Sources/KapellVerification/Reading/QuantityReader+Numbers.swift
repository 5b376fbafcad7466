extension QuantityReader {
    /// A number with its currency or unit.
    mutating func number(_ index: Int) -> Int? {
        let word = text(index)
        let isCode = tokens[index].kind == .word && ["gbp", "usd", "eur", "chf"].contains(word)
        let currency = ["£", "$", "€"].contains(word) || isCode ? NumberWords.currencies[word] : nil
        guard let (first, next) = cardinal(currency == nil ? index : index + 1) else {
            return withoutNumber(index, isCode: isCode)
        }
        var quantity = Quantity(start: index, end: next, kind: .number)
        quantity.value = first
        if isNegative(index) { quantity.value = -first }
        let isWord = tokens[index].kind == .word
        // "thirty (30)" says one number twice.
        if isWord, isNumber(quantity.end), NumberWords.value(text(quantity.end)) == quantity.value {
            quantity.end += 1
        }
        if text(quantity.end) == "and", text(quantity.end + 1) == "a", text(quantity.end + 2) == "half" {
            quantity.value += 0.5
            quantity.end += 3
        }
        if isWord, currency == nil, let part = NumberWords.fractions[text(quantity.end)], first < 20,
            first == 1 || text(quantity.end).hasSuffix("s"),
            text(quantity.end) != "quarters" || text(quantity.end + 1) == "of"
        {
            quantity.value *= part
            quantity.unit = "fraction"
            quantity.end += 1
            return add(quantity)
        }
        if let currency {
            quantity.kind = .money
            quantity.unit = currency
        } else {
            unit(&quantity)
        }
        if quantity.kind == .number, quantity.unit.isEmpty, isNumber(index) { bare(&quantity, word) }
        return add(quantity)
    }

    /// Years and long numbers that are names rather than counts.
    private func bare(_ quantity: inout Quantity, _ digits: String) {
        let isPlain = digits.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard isPlain else { return }
        if digits.utf8.count == 4, let year = Int(digits), year >= 1800, year <= 2099 {
            quantity.kind = .year
            quantity.year = year
        } else if digits.utf8.count >= 6 || (digits.hasPrefix("0") && digits.utf8.count > 1) {
            quantity.kind = .code
            quantity.text = digits
        }
    }

    private mutating func withoutNumber(_ index: Int, isCode: Bool) -> Int? {
        let word = text(index)
        var quantity = Quantity(start: index, end: index + 1, kind: .number)
        if word == "half" || word == "halves" {
            (quantity.value, quantity.unit) = (0.5, "fraction")
        } else if ["quarter", "quarters"].contains(word), text(index + 1) == "of",
            ["a", "one"].contains(text(index - 1))
        {
            (quantity.value, quantity.unit) = (0.25, "fraction")
        } else if word == "a", let value = Self.dozens[text(index + 1)] {
            quantity.value = value
            quantity.end = index + 2
        } else if isCode || ["pounds", "euros", "dollars"].contains(word) {
            quantity.kind = .currency
            quantity.unit = NumberWords.currencies[word] ?? ""
        } else {
            return nil
        }
        return add(quantity)
    }

    private static let dozens: [String: Double] = ["dozen": 12, "hundred": 100, "thousand": 1000, "million": 1e6]

    private func isNegative(_ index: Int) -> Bool {
        let sign = text(index - 1)
        if sign == "minus" { return true }
        return sign == "-" && isJoined(index) && !isJoined(index - 1)
    }

    /// The value of digits or of words such as "one hundred and twenty", and the index behind them.
    private func cardinal(_ start: Int) -> (value: Double, next: Int)? {
        var index = start
        var whole = 0.0
        var current = 0.0
        var isSeen = false
        while index < tokens.count {
            let word = text(index)
            if isNumber(index), !isSeen, let value = NumberWords.value(word) {
                current = value
                isSeen = true
                index += 1
                if NumberWords.scales[text(index)] != nil { continue }
                if let factor = NumberWords.shortScales[text(index)], isJoined(index) {
                    current *= factor
                    index += 1
                }
                break
            }
            if tokens[index].kind == .word, let value = NumberWords.units[word] ?? NumberWords.tens[word] {
                current += value
                isSeen = true
                index += 1
            } else if let scale = NumberWords.scales[word], isSeen {
                if scale == 100 {
                    current = max(current, 1) * 100
                } else {
                    whole += max(current, 1) * scale
                    current = 0
                }
                index += 1
            } else if word == "and", isSeen, index > start, NumberWords.scales[text(index - 1)] != nil,
                NumberWords.units[text(index + 1)] ?? NumberWords.tens[text(index + 1)] != nil
            {
                index += 1
            } else {
                break
            }
        }
        return isSeen ? (whole + current, index) : nil
    }

    /// What the words behind a number make of it.
    private func unit(_ quantity: inout Quantity) {
        let next = quantity.end
        let word = text(next)
        if word == "%" || word == "percent" || (word == "per" && text(next + 1) == "cent") {
            quantity.kind = .percent
            quantity.end += word == "per" ? 2 : 1
            if isNumber(quantity.end), NumberWords.value(text(quantity.end)) == quantity.value,
                text(quantity.end + 1) == "%"
            {
                quantity.end += 2
            }
            return
        }
        if word == "percentage" || word == "points" {
            quantity.kind = .percent
            quantity.end += 1
            return
        }
        if let currency = NumberWords.currencies[word] {
            quantity.kind = .money
            quantity.unit = currency
            quantity.end += 1
            return
        }
        var place = next
        var business = 0
        while place < next + 2, Self.fillers.contains(text(place)) {
            if text(place) == "business" || text(place) == "working" { business = 1 }
            if text(place) == "calendar" { business = -1 }
            place += 1
        }
        let raw = text(place)
        let name = NumberWords.singular(raw)
        if let duration = NumberWords.durations[name], name != "second" || raw == "seconds" || quantity.value == 1 {
            quantity.kind = .duration
            quantity.unit = duration.unit
            quantity.value *= duration.factor
            quantity.business = business
            quantity.end = place + 1
        } else if place == next, let measure = NumberWords.measures[raw] ?? NumberWords.measures[name],
            raw.utf8.count > 1 || isLetterUnit(place)
        {
            quantity.kind = .measure
            quantity.unit = measure.unit
            quantity.value *= measure.factor
            quantity.end = place + 1
        } else if word == "degrees" || word == "°" {
            quantity.kind = .measure
            let isFahrenheit = ["fahrenheit", "f"].contains(text(next + 1))
            quantity.unit = isFahrenheit ? "fahrenheit" : "celsius"
            quantity.end += isFahrenheit || ["celsius", "c"].contains(text(next + 1)) ? 2 : 1
        } else if word == "times" || word == "occasions" {
            quantity.unit = "times"
            quantity.end += 1
        }
    }

    /// "5 A" is a current, "5 a" is not.
    private func isLetterUnit(_ index: Int) -> Bool {
        guard tokens.indices.contains(index), tokens[index].start <= tokens[index - 1].end + 1 else { return false }
        return tokens[index].isUpper || ["m", "g", "l"].contains(tokens[index].text)
    }

    private static let fillers: Set<String> = [
        "complete", "full", "whole", "calendar", "business", "working", "consecutive", "successive", "further", "more",
        "additional", "-",
    ]
}
