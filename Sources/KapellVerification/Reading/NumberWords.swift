/// Words and signs of numbers, currencies and units, with the factor that converts a unit to its base.
enum NumberWords {
    static let units: [String: Double] = {
        let words =
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
        return Dictionary(
            words.split(separator: " ").enumerated().map { (String($0.element), Double($0.offset)) },
            uniquingKeysWith: { first, _ in first })
    }()
    static let tens: [String: Double] = [
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]
    static let scales: [String: Double] = ["hundred": 100, "thousand": 1000, "million": 1e6, "billion": 1e9]
    static let shortScales: [String: Double] = ["k": 1e3, "m": 1e6, "bn": 1e9]
    static let ordinals: [String: Double] = [
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
        "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "fifteenth": 15, "twentieth": 20, "thirtieth": 30,
    ]
    static let fractions: [String: Double] = [
        "half": 0.5, "halves": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25,
        "fifth": 0.2, "fifths": 0.2, "tenth": 0.1, "tenths": 0.1, "fourth": 0.25, "fourths": 0.25,
        "eighth": 0.125, "eighths": 0.125, "sixth": 1 / 6, "sixths": 1 / 6,
    ]
    static let months: [String: Int] = {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        var months = ["sept": 9]
        for (index, name) in names.enumerated() {
            months[name] = index + 1
            if name != "may" { months[String(name.prefix(3))] = index + 1 }
        }
        return months
    }()
    static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    static let currencies: [String: String] = [
        "£": "GBP", "$": "USD", "€": "EUR", "gbp": "GBP", "usd": "USD", "eur": "EUR", "chf": "CHF", "pound": "GBP",
        "pounds": "GBP", "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "cents": "cent",
        "pence": "pence", "francs": "CHF",
    ]
    /// Seconds (`s`), days (`d`) and months (`m`): these do not convert into each other, but hours and days do.
    static let durations: [String: (unit: String, factor: Double)] = [
        "millisecond": ("s", 0.001), "second": ("s", 1), "sec": ("s", 1), "minute": ("s", 60), "min": ("s", 60),
        "hour": ("s", 3600), "hr": ("s", 3600), "day": ("d", 1), "night": ("d", 1), "week": ("d", 7),
        "fortnight": ("d", 14), "month": ("m", 1), "quarter": ("m", 3), "year": ("m", 12), "annum": ("m", 12),
        "decade": ("m", 120),
    ]
    static let measures: [String: (unit: String, factor: Double)] = [
        "km": ("length", 1000), "kilometre": ("length", 1000), "kilometer": ("length", 1000), "m": ("length", 1),
        "metre": ("length", 1), "meter": ("length", 1), "cm": ("length", 0.01), "centimetre": ("length", 0.01),
        "centimeter": ("length", 0.01), "mm": ("length", 0.001), "millimetre": ("length", 0.001),
        "mile": ("length", 1609.344), "foot": ("length", 0.3048), "feet": ("length", 0.3048),
        "inch": ("length", 0.0254), "yard": ("length", 0.9144), "kg": ("mass", 1), "kilogram": ("mass", 1),
        "kilo": ("mass", 1), "g": ("mass", 0.001), "gram": ("mass", 0.001), "mg": ("mass", 1e-6),
        "milligram": ("mass", 1e-6), "tonne": ("mass", 1000), "ton": ("mass", 1000), "lb": ("mass", 0.45359237),
        "l": ("volume", 1), "litre": ("volume", 1), "liter": ("volume", 1), "ml": ("volume", 0.001),
        "millilitre": ("volume", 0.001), "gallon": ("volume", 4.54609), "hectare": ("area", 1e4),
        "acre": ("area", 4046.8564), "byte": ("data", 1), "kb": ("data", 1e3), "kilobyte": ("data", 1e3),
        "mb": ("data", 1e6), "megabyte": ("data", 1e6), "gb": ("data", 1e9), "gigabyte": ("data", 1e9),
        "tb": ("data", 1e12), "terabyte": ("data", 1e12), "v": ("volt", 1), "volt": ("volt", 1),
        "a": ("ampere", 1), "amp": ("ampere", 1), "ampere": ("ampere", 1), "ma": ("ampere", 0.001),
        "w": ("watt", 1), "watt": ("watt", 1), "kw": ("watt", 1000), "kilowatt": ("watt", 1000),
        "kwh": ("energy", 1), "bar": ("bar", 1), "hz": ("hertz", 1), "khz": ("hertz", 1e3), "mhz": ("hertz", 1e6),
        "°c": ("celsius", 1), "°f": ("fahrenheit", 1), "ms": ("s", 0.001),
    ]
    static let references: Set<String> = [
        "clause", "clauses", "section", "sections", "subsection", "schedule", "article", "paragraph", "part", "annex",
        "appendix", "exhibit", "chapter", "page", "item", "figure", "rule", "version",
    ]

    /// Without the plural's `s`.
    static func singular(_ word: String) -> String {
        word.utf8.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") ? String(word.dropLast()) : word
    }

    /// The value of digits with separators; nil for times.
    static func value(_ digits: String) -> Double? {
        if digits.utf8.contains(UInt8(ascii: ":")) { return nil }
        let plain = digits.utf8.filter { $0 != UInt8(ascii: ",") }
        guard plain.count <= 18 else { return nil }
        return Double(String(decoding: plain, as: UTF8.self))
    }
}
