#if canImport(Darwin)
    import Foundation
#else
    @_spi(_Unicode) import Swift
#endif

/// Cleans text as BERT's uncased models do, and splits it into words.
///
/// Control characters go, Chinese characters stand alone, accents go (canonical decomposition without non-spacing
/// marks), letters become small, and each punctuation mark is a word of its own.
enum BertNormalizer {
    /// The words of `text`, as UTF-8. Marks other than non-spacing ones stay, so that Korean and Indic text survives.
    static func words(_ text: String, _ body: (ArraySlice<UInt8>, _ characters: Int) -> Void) {
        var word: [UInt8] = []
        var characters = 0
        func flush() {
            if characters > 0 { body(word[...], characters) }
            word.removeAll(keepingCapacity: true)
            characters = 0
        }
        func add(_ scalar: Unicode.Scalar) {
            word.append(contentsOf: UTF8.encode(scalar)?.map { $0 } ?? [])
            characters += 1
        }
        func take(_ scalar: Unicode.Scalar) {
            if scalar.isASCII {
                let value = UInt8(scalar.value)
                switch value {
                case 0x09, 0x0a, 0x0d, 0x20: flush()
                case 0x00...0x1f, 0x7f: break
                case 0x61...0x7a, 0x30...0x39:
                    word.append(value)
                    characters += 1
                case 0x41...0x5a:
                    word.append(value | 0x20)
                    characters += 1
                default:
                    flush()
                    add(scalar)
                    flush()
                }
                return
            }
            takeOther(scalar, add: add, flush: flush)
        }
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            text.unicodeScalars.forEach(take)
        } else {
            decomposed(cleaned(text), take)
        }
        flush()
    }

    private static func takeOther(_ scalar: Unicode.Scalar, add: (Unicode.Scalar) -> Void, flush: () -> Void) {
        let properties = scalar.properties
        if properties.isWhitespace { return flush() }
        switch properties.generalCategory {
        case .nonspacingMark:
            return
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            flush()
            add(scalar)
            flush()
        default:
            let isChinese = isChinese(scalar.value)
            if isChinese { flush() }
            properties.lowercaseMapping.unicodeScalars.forEach(add)
            if isChinese { flush() }
        }
    }

    /// Without control, format and private characters, and without U+FFFD. This comes before decomposition.
    private static func cleaned(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isChinese(scalar.value) {
                // A compatibility ideograph stands alone even though it is decomposed into a plain one later.
                kept.append(" ")
                kept.append(scalar)
                kept.append(" ")
                continue
            }
            switch scalar.properties.generalCategory {
            case .control where [0x09, 0x0a, 0x0d].contains(scalar.value):
                kept.append(" ")
            case .control, .format, .privateUse, .surrogate:
                continue
            default:
                if scalar.value != 0xfffd { kept.append(scalar) }
            }
        }
        return String(kept)
    }

    private static func decomposed(_ text: String, _ body: (Unicode.Scalar) -> Void) {
        #if canImport(Darwin)
            text.decomposedStringWithCanonicalMapping.unicodeScalars.forEach(body)
        #else
            for scalar in text._nfd { body(scalar) }
        #endif
    }

    /// The blocks BERT counts as Chinese; Japanese and Korean syllables are not among them.
    private static func isChinese(_ value: UInt32) -> Bool {
        switch value {
        case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x2_0000...0x2_a6df, 0x2_a700...0x2_b73f, 0x2_b740...0x2_b81f,
            0x2_b920...0x2_ceaf, 0xf900...0xfaff, 0x2_f800...0x2_fa1f:
            true
        default:
            false
        }
    }
}
