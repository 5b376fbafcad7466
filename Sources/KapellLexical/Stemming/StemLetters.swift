/// A word as bytes, one for each letter, which the stemmers work on.
///
/// Letters of Latin-1 are their own bytes. Other letters, such as `œ`, belong to no rule of a stemmer; they get bytes
/// from 0x80 to 0x9F, where Latin-1 has no letters, and come back as they were.
struct StemLetters {
    private(set) var bytes: [UInt8] = []
    private var others: [UInt32] = []

    private static let mostOthers = 32

    /// Nil for what holds something else than lower-case letters and apostrophes, or too many letters of elsewhere.
    init?(_ word: some Sequence<Unicode.Scalar>, version: Int) {
        for scalar in word {
            switch scalar.value {
            case 0x61...0x7A, 0x27, 0xDF...0xF6, 0xF8...0xFF: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0xB5 where version > 2: bytes.append(0xB5)
            case 0x100...:
                guard scalar.properties.isAlphabetic else { return nil }
                let place = others.firstIndex(of: scalar.value) ?? others.count
                if place == others.count { others.append(scalar.value) }
                guard place < Self.mostOthers else { return nil }
                bytes.append(0x80 + UInt8(place))
            default: return nil
            }
        }
    }

    /// Whether all of them are letters of ASCII, or of Latin-1.
    var areASCII: Bool { others.isEmpty && bytes.allSatisfy { $0 < 0x80 } }
    var areLatin1: Bool { others.isEmpty }

    /// The scalars that the bytes of a stem stand for.
    func scalars(of stem: [UInt8]) -> [UInt32] {
        stem.map { byte in
            let place = Int(byte) - 0x80
            return others.indices.contains(place) ? others[place] : UInt32(byte)
        }
    }
}
