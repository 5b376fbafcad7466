/// Counts what could be a key that is itself a list or a mapping (`[a]: b`, `? - a`) before the file is composed.
///
/// The composer compares keys with all that is below them. Where such keys stand in one another, its time grows with
/// their number times the size of the file. No key of the file is a list or a mapping, so many of them are refused at
/// once; the few that `${A}:${B}` makes a file look like are let through.
enum CollectionKeyScan {
    /// More than this many are refused.
    static let limit = 200

    /// The line of the first one beyond the limit.
    static func lineBeyondLimit(in text: String) -> Int? {
        var line = 1
        var count = 0
        var afterClosing = false
        var afterQuestion = false
        for byte in text.utf8 {
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            let isBreak = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            if afterClosing && byte == UInt8(ascii: ":") || afterQuestion && (isBlank || isBreak) {
                count += 1
                if count > limit { return line }
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            if !isBlank, !isBreak { afterClosing = byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") }
            afterQuestion = byte == UInt8(ascii: "?")
        }
        return nil
    }
}
