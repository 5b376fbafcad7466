#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A line that a person types and changes: with the arrow keys, and with the lines of before.
struct LineEditor {
    enum Result {
        case line(String)
        /// Ctrl-C: what was typed is dropped.
        case interrupted
        /// Ctrl-D on an empty line, or no more input.
        case end
    }

    private(set) var history: [String]
    private static let mostLines = 500
    /// Bytes of a line; what is typed beyond is dropped.
    private static let longest = 100_000

    init(history: [String] = []) { self.history = history.suffix(Self.mostLines) }

    /// Keeps a line for the arrow up.
    mutating func keep(_ line: String) {
        guard !line.isEmpty, history.last != line else { return }
        history.append(line)
        if history.count > Self.mostLines { history.removeFirst() }
    }

    /// Reads a line from the terminal. It is as it was before, when this returns.
    func read(_ prompt: String) -> Result {
        var saved = termios()
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else {
            Terminal.stream(prompt)
            return readLine().map { .line($0) } ?? .end
        }
        var raw = saved
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(ICRNL | IXON)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &saved) }
        // What is pasted comes between two marks, so that a line break in it does not send the line.
        Terminal.stream("\u{1B}[?2004h")
        defer { Terminal.stream("\u{1B}[?2004l") }
        return edit(prompt)
    }

    private func edit(_ prompt: String) -> Result {
        var line: [Character] = []
        var cursor = 0
        var lines = history + [""]
        var place = lines.count - 1
        func show() { Self.draw(prompt, line, cursor) }
        func go(to next: Int) {
            guard lines.indices.contains(next) else { return }
            lines[place] = String(line)
            place = next
            line = Array(lines[place])
            cursor = line.count
        }
        show()
        while let key = Keyboard.key() {
            switch key {
            case .text(let character):
                guard line.count < Self.longest else { continue }
                line.insert(character, at: cursor)
                cursor += 1
            case .pasted(let text):
                let added = text.prefix(max(0, Self.longest - line.count))
                line.insert(contentsOf: added, at: cursor)
                cursor += added.count
            case .enter:
                Terminal.stream("\n")
                return .line(String(line))
            case .erase where cursor > 0:
                cursor -= 1
                line.remove(at: cursor)
            case .delete where cursor < line.count: line.remove(at: cursor)
            case .left: cursor = max(0, cursor - 1)
            case .right: cursor = min(line.count, cursor + 1)
            case .home: cursor = 0
            case .end: cursor = line.count
            case .eraseLine:
                line.removeFirst(cursor)
                cursor = 0
            case .eraseWord:
                while cursor > 0, line[cursor - 1] == " " { line.remove(at: cursor - 1); cursor -= 1 }
                while cursor > 0, line[cursor - 1] != " " { line.remove(at: cursor - 1); cursor -= 1 }
            case .up: go(to: place - 1)
            case .down: go(to: place + 1)
            case .interrupt:
                Terminal.stream("^C\n")
                return .interrupted
            case .close where line.isEmpty:
                Terminal.stream("\n")
                return .end
            case .erase, .delete, .close, .unknown: continue
            }
            show()
        }
        return .end
    }

    // MARK: The screen

    /// Shows the part of the line round the cursor that has room.
    private static func draw(_ prompt: String, _ line: [Character], _ cursor: Int) {
        let room = max(10, Terminal.width - prompt.count - 2)
        var start = cursor
        var taken = 0
        while start > 0, taken + columns(line[start - 1...start - 1]) <= room {
            start -= 1
            taken += columns(line[start...start])
        }
        var end = cursor
        while end < line.count, taken + columns(line[end...end]) <= room {
            taken += columns(line[end...end])
            end += 1
        }
        let shown = Terminal.plain(String(line[start..<end])).replacing("\n", with: "⏎")
        let back = columns(line[min(cursor, end)..<end])
        Terminal.stream("\r\u{1B}[2K\(Terminal.bold(prompt))\(shown)\(back > 0 ? "\u{1B}[\(back)D" : "")")
    }

    /// Columns on the screen; signs of East Asia and pictures take two.
    private static func columns(_ text: some Sequence<Character>) -> Int {
        text.reduce(0) { sum, character in
            let value = character.unicodeScalars.first?.value ?? 0
            let isWide =
                (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value)
                || (0xAC00...0xD7A3).contains(value) || (0xF900...0xFAFF).contains(value)
                || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value)
                || (0x1F300...0x1FAFF).contains(value) || (0x20000...0x3FFFD).contains(value)
            return sum + (isWide ? 2 : 1)
        }
    }
}
