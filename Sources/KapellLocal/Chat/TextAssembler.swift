/// Turns bytes as tokens bring them into text that may be sent.
///
/// It never cuts a character, holds back what may be the beginning of a stop text, and ends at a stop text wherever
/// the tokens' borders lie.
package struct TextAssembler {
    private let stops: [[UInt8]]
    private var pending: [UInt8] = []
    /// Whether a stop text was met; nothing more comes out then.
    package private(set) var stopped = false

    package init(stops: [String]) {
        self.stops = stops.map { Array($0.utf8) }.filter { !$0.isEmpty }
    }

    /// Takes bytes in and returns the text that is certain, which may be empty.
    package mutating func append(_ bytes: [UInt8]) -> String {
        guard !stopped else { return "" }
        pending += bytes
        if let cut = firstStop() {
            stopped = true
            return take(cut)
        }
        return take(completePrefix(pending.count - heldBack()))
    }

    /// The rest, at the end of the answer; an unfinished character becomes U+FFFD.
    package mutating func finish() -> String {
        guard !stopped else { return "" }
        return take(pending.count)
    }

    private mutating func take(_ count: Int) -> String {
        guard count > 0 else { return "" }
        let text = String(decoding: pending[..<count], as: UTF8.self)
        pending.removeFirst(count)
        return text
    }

    private func firstStop() -> Int? {
        var earliest: Int?
        for stop in stops where pending.count >= stop.count {
            for start in 0...(pending.count - stop.count) where pending[start...].starts(with: stop) {
                earliest = min(earliest ?? start, start)
                break
            }
        }
        return earliest
    }

    /// Bytes at the end that begin a stop text.
    private func heldBack() -> Int {
        var held = 0
        for stop in stops {
            let longest = min(stop.count - 1, pending.count)
            guard longest > held else { continue }
            for length in stride(from: longest, to: held, by: -1)
            where pending[(pending.count - length)...].elementsEqual(stop[..<length]) {
                held = length
                break
            }
        }
        return held
    }

    /// The largest count up to `limit` that does not end inside a character.
    private func completePrefix(_ limit: Int) -> Int {
        var lead = limit - 1
        while lead >= 0, limit - lead < 4, pending[lead] & 0xC0 == 0x80 { lead -= 1 }
        guard lead >= 0 else { return limit }
        let needed =
            switch pending[lead] {
            case 0xC0...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF7: 4
            default: 1
            }
        return limit - lead < needed ? lead : limit
    }
}
