/// A place in a text: the offset in bytes, and line and column as a person counts them.
struct JSONPosition: Sendable {
    private(set) var offset = 0
    private(set) var line = 1
    private(set) var column = 1
    private var endedWithReturn = false

    /// Moves over `bytes`, which may be any piece of the text.
    mutating func advance(over bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes {
            switch byte {
            case 0x0A:
                if !endedWithReturn { line += 1 }
                column = 1
                endedWithReturn = false
                continue
            case 0x0D:
                line += 1
                column = 1
                endedWithReturn = true
                continue
            case 0x80...0xBF:
                break
            default:
                column += 1
            }
            endedWithReturn = false
        }
        offset += bytes.count
    }
}
