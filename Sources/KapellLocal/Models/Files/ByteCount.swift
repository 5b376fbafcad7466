/// Sizes in words that people read.
package enum ByteCount {
    /// A size in decimal units with one digit: `92.9 MB`; below 1000 bytes as `17 bytes`.
    package static func text(_ bytes: Int64) -> String {
        guard bytes >= 1000 else { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
        var scale: Int64 = 1000
        var unit = 0
        let units = ["kB", "MB", "GB", "TB", "PB"]
        while bytes / scale >= 1000, unit < units.count - 1 {
            scale *= 1000
            unit += 1
        }
        let tenths = bytes / (scale / 10)
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
