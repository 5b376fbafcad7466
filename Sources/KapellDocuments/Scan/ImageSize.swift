internal import KapellCore

/// Width and height of an image, read from its first bytes before anything unpacks it.
struct ImageSize {
    enum Kind: String { case png = "PNG", jpeg = "JPEG", tiff = "TIFF" }

    let kind: Kind
    let width: Int
    let height: Int

    /// Points of an image that are read at most: A4 at 600 points an inch has 35 million.
    static let pixelLimit = 50_000_000
    /// Of a side.
    static let sideLimit = 16_000

    static func kind(of source: DocumentSource) -> Kind? {
        if source.has(DocumentExtractor.pngSignature) { return .png }
        if source.has([0xFF, 0xD8, 0xFF]) { return .jpeg }
        if source.has([0x49, 0x49, 0x2A, 0x00]) || source.has([0x4D, 0x4D, 0x00, 0x2A]) { return .tiff }
        return nil
    }

    /// `nil` where the header does not say it.
    init?(_ source: DocumentSource) {
        guard let kind = Self.kind(of: source) else { return nil }
        let found: (Int, Int)? =
            switch kind {
            case .png: Self.png(source.bytes)
            case .jpeg: Self.jpeg(source.bytes)
            case .tiff: Self.tiff(source.bytes)
            }
        guard let found, found.0 > 0, found.1 > 0 else { return nil }
        (self.kind, width, height) = (kind, found.0, found.1)
    }

    var isTooLarge: Bool {
        width > Self.sideLimit || height > Self.sideLimit
            || width.multipliedReportingOverflow(by: height).partialValue > Self.pixelLimit
    }

    /// The chunk IHDR stands first (PNG, 11.2.2).
    private static func png(_ bytes: [UInt8]) -> (Int, Int)? {
        guard bytes.count >= 24, bytes[12..<16].elementsEqual("IHDR".utf8) else { return nil }
        return (big(bytes, 16, 4), big(bytes, 20, 4))
    }

    /// The first frame header (ITU T.81, B.2.2).
    private static func jpeg(_ bytes: [UInt8]) -> (Int, Int)? {
        var index = 2
        while index + 9 < bytes.count {
            guard bytes[index] == 0xFF else {
                index += 1
                continue
            }
            let mark = bytes[index + 1]
            switch mark {
            case 0xFF: index += 1
            case 0x01, 0xD0...0xD9: index += 2
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                return (big(bytes, index + 7, 2), big(bytes, index + 5, 2))
            default: index += 2 + max(2, big(bytes, index + 2, 2))
            }
        }
        return nil
    }

    /// The fields 256 and 257 of the first directory (TIFF 6.0, section 2).
    private static func tiff(_ bytes: [UInt8]) -> (Int, Int)? {
        let isLittle = bytes[0] == 0x49
        func number(_ offset: Int, _ count: Int) -> Int? {
            guard offset >= 0, offset + count <= bytes.count else { return nil }
            guard isLittle else { return big(bytes, offset, count) }
            return (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        guard let start = number(4, 4), let count = number(start, 2), count < 4096 else { return nil }
        var (width, height) = (0, 0)
        for field in 0..<count {
            let place = start + 2 + field * 12
            guard let tag = number(place, 2), let type = number(place + 2, 2),
                let value = number(place + 8, type == 3 ? 2 : 4)
            else { return nil }
            if tag == 256 { width = value }
            if tag == 257 { height = value }
        }
        return (width, height)
    }

    private static func big(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
    }
}
