import KapellJSON

/// Finds the keys that come twice in one object of a JSON text. The parser takes the last value of such a key.
enum DuplicateKeys {
    private static let noteLimit = 10

    /// A sentence for each such key.
    ///
    /// - Parameters:
    ///   - text: a JSON text that was parsed.
    ///   - value: its value.
    static func notes(in text: ArraySlice<UInt8>, value: JSONValue) -> [String] {
        // In most texts there are as many colons as properties, and that is all.
        guard colons(in: text) != properties(of: value) else { return [] }
        var names: [String] = []
        var open: [Set<String>?] = []
        scan(text) { event in
            switch event {
            case .open(let isObject): open.append(isObject ? Set<String>() : nil)
            case .close: _ = open.popLast()
            case .key(let name):
                guard let last = open.indices.last, open[last]?.insert(name).inserted == false else { return }
                if !names.contains(name) { names.append(name) }
            }
        }
        return names.prefix(noteLimit).map { "The property \"\($0)\" came more than once; its last value was taken." }
    }

    private static func properties(of value: JSONValue) -> Int {
        var total = 0
        var pending = [value]
        while let next = pending.popLast() {
            switch next {
            case .array(let values): pending += values
            case .object(let object):
                total += object.count
                pending += object.values
            default: break
            }
        }
        return total
    }

    private static func colons(in text: ArraySlice<UInt8>) -> Int {
        var strings = JSONStringTracker()
        var count = 0
        text.withUnsafeBufferPointer { bytes in
            for byte in bytes where strings.isStructure(byte) && byte == UInt8(ascii: ":") { count += 1 }
        }
        return count
    }

    private enum Event {
        case open(isObject: Bool)
        case close
        case key(String)
    }

    private static func scan(_ text: ArraySlice<UInt8>, _ take: (Event) -> Void) {
        var place = text.startIndex
        var string: Range<Int>?
        while place < text.endIndex {
            switch text[place] {
            case UInt8(ascii: "{"): take(.open(isObject: true))
            case UInt8(ascii: "["): take(.open(isObject: false))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): take(.close)
            case UInt8(ascii: ":"):
                if let string, case .string(let name)? = try? JSONValue(parsing: text[string]) { take(.key(name)) }
            case UInt8(ascii: "\""):
                let start = place
                place += 1
                while place < text.endIndex, text[place] != UInt8(ascii: "\"") {
                    place += text[place] == UInt8(ascii: "\\") ? 2 : 1
                }
                string = start..<min(place + 1, text.endIndex)
            default: break
            }
            place += 1
        }
    }
}
