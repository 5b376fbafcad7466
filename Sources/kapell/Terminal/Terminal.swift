#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes to the terminal: results to standard output, everything else to standard error.
enum Terminal {
    /// Whether a person watches standard output.
    static let isInteractive = isatty(STDOUT_FILENO) == 1
    /// Whether a person watches standard error.
    static let showsProgress = isatty(STDERR_FILENO) == 1
    /// Whether a person can be asked.
    static let canAsk = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    private static let hasColour = isInteractive && getenv("NO_COLOR") == nil

    /// A line of the result.
    static func print(_ text: String) { write(STDOUT_FILENO, text + "\n") }

    /// A piece of the result, without an end of line.
    static func stream(_ text: String) { write(STDOUT_FILENO, text) }

    /// A line that is not part of the result.
    static func say(_ text: String) { write(STDERR_FILENO, text + "\n") }

    /// A line that the next one replaces; only where a person watches.
    static func progress(_ text: String) {
        if showsProgress { write(STDERR_FILENO, "\r\u{1B}[2K\(text.prefix(width - 1))") }
    }

    /// Removes the progress line.
    static func endProgress() {
        if showsProgress { write(STDERR_FILENO, "\r\u{1B}[2K") }
    }

    /// A line that a person types; `nil` where it is empty or there is none.
    static func ask(_ hint: String) -> String? {
        write(STDERR_FILENO, hint)
        guard let line = readLine() else { return nil }
        let text = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.isEmpty ? nil : text
    }

    static func bold(_ text: String) -> String { hasColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    static func dim(_ text: String) -> String { hasColour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

    static var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 80
    }

    /// Text that comes from documents and models must not move the cursor: control characters are shown as such.
    static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    (scalar.value < 32 && scalar != "\n" && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
                        ? "\u{FFFD}" : scalar
                }))
    }

    private static func write(_ descriptor: Int32, _ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                _exit(1)  // whoever reads has gone; a model may be computing still, so nothing is taken down
            }
            bytes = bytes.dropFirst(count)
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ pointer: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, pointer, count)
        #else
            Darwin.write(descriptor, pointer, count)
        #endif
    }
}
