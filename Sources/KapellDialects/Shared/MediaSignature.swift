/// The media type that the first bytes of a file tell.
package enum MediaSignature {
    package static func type(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return "image/png" }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if bytes.starts(with: "GIF8".utf8) { return "image/gif" }
        if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) { return "image/webp" }
        if bytes.starts(with: "BM".utf8), bytes.count > 14 { return "image/bmp" }
        if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
            return "image/tiff"
        }
        if bytes.dropFirst(4).starts(with: "ftyp".utf8) { return image(ofBrand: bytes.dropFirst(8).prefix(4)) }
        if bytes.starts(with: "%PDF-".utf8) { return "application/pdf" }
        return nil
    }

    /// What the box `ftyp` says that begins images and videos of the same family.
    private static func image(ofBrand brand: ArraySlice<UInt8>) -> String? {
        switch String(decoding: brand, as: UTF8.self) {
        case "heic", "heix", "hevc", "hevx", "heim", "heis": "image/heic"
        case "mif1", "msf1": "image/heif"
        case "avif", "avis": "image/avif"
        default: nil
        }
    }
}
