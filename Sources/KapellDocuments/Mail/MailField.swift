internal import KapellCore

/// A header's value with parameters: `attachment; filename="offer.pdf"`.
///
/// Parameters in pieces and with an encoding (RFC 2231: `name*0*=utf-8''…`) come out whole.
struct MailField {
    private(set) var value = ""
    private(set) var parameters: [String: String] = [:]

    init(_ text: String) {
        var pieces: [String: [(number: Int, isEncoded: Bool, text: String)]] = [:]
        for (index, field) in Self.fields(text).enumerated() {
            guard index > 0, let equals = field.firstIndex(of: "=") else {
                if index == 0 { value = String(field).trimmed }
                continue
            }
            var name = String(field[..<equals]).trimmed.lowercased()
            let content = Self.unquoted(String(field[field.index(after: equals)...]))
            let isEncoded = name.hasSuffix("*")
            if isEncoded { name.removeLast() }
            var number = 0
            if let star = name.lastIndex(of: "*"), let count = Int(name[name.index(after: star)...]) {
                number = count
                name = String(name[..<star])
            }
            pieces[name, default: []].append((number, isEncoded, content))
        }
        for (name, parts) in pieces {
            let ordered = parts.sorted { $0.number < $1.number }
            guard ordered.contains(where: \.isEncoded) else {
                parameters[name] = ordered.map(\.text).joined()
                continue
            }
            var bytes: [UInt8] = []
            var charset: String?
            for (index, part) in ordered.enumerated() {
                var text = part.text
                if index == 0, part.isEncoded {
                    let quotes = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
                    if quotes.count == 3 {
                        charset = String(quotes[0])
                        text = String(quotes[2])
                    }
                }
                bytes += part.isEncoded ? PercentEncoding.decoded(text) : Array(text.utf8)
            }
            parameters[name] = String(decoding: CharacterSet.decode(bytes, declared: charset).bytes, as: UTF8.self)
        }
    }

    /// Parted at `;` outside quotes.
    private static func fields(_ text: String) -> [Substring] {
        var isQuoted = false
        var isEscaped = false
        return text.prefix(20_000).split(maxSplits: 100) { letter in
            if isEscaped {
                isEscaped = false
                return false
            }
            if letter == "\\" { isEscaped = isQuoted }
            if letter == "\"" { isQuoted.toggle() }
            return letter == ";" && !isQuoted
        }
    }

    private static func unquoted(_ text: String) -> String {
        let text = text.trimmed
        guard text.hasPrefix("\""), text.count >= 2 else { return text }
        var result = ""
        var isEscaped = false
        for letter in text.dropFirst() {
            if isEscaped {
                result.append(letter)
                isEscaped = false
            } else if letter == "\\" {
                isEscaped = true
            } else if letter == "\"" {
                break
            } else {
                result.append(letter)
            }
        }
        return result
    }
}
