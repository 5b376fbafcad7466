import KapellTesting

/// Changes, removes, doubles or cuts bytes at random.
func damaged(_ bytes: [UInt8], with generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
        guard !bytes.isEmpty else { return bytes }
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[position] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: position)
        case 3: bytes.insert(bytes[position], at: position)
        case 4: bytes.removeSubrange(position..<min(bytes.count, position + 40))
        default:
            for index in position..<min(bytes.count, position + 8) { bytes[index] = 0xff }
        }
    }
    return bytes
}
