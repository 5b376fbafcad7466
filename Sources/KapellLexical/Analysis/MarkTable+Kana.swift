extension MarkTable {
    /// The one letter for a letter and a mark after it: Latin, Greek, or kana with a voicing mark.
    static func letter(_ base: UInt32, with mark: UInt32) -> UInt32? {
        switch mark {
        case 0x3099, 0xFF9E:
            switch base {
            case 0x304B...0x3062 where base & 1 == 1, 0x30AB...0x30C2 where base & 1 == 1,
                0x3064...0x3068 where base & 1 == 0, 0x30C4...0x30C8 where base & 1 == 0:
                base + 1
            case 0x306F...0x307D where base % 3 == 0, 0x30CF...0x30DD where base % 3 == 0: base + 1
            case 0x30A6: 0x30F4
            default: nil
            }
        case 0x309A, 0xFF9F:
            switch base {
            case 0x306F...0x307D where base % 3 == 0, 0x30CF...0x30DD where base % 3 == 0: base + 2
            default: nil
            }
        default: compose(base, mark)
        }
    }
}
