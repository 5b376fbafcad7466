import KapellText

/// What a clause does: it allows, forbids, demands, or says that something need not be; or it says how something is.
enum Modality: Sendable, Hashable {
    case allows
    case forbids
    case demands
    case frees
    case states
    case denies
}

extension Modality {
    /// The phrase of a clause at a place, the longest that stands there; nil where none does.
    static func phrase(in words: some Collection<String>) -> (modality: Modality, length: Int)? {
        for (modality, phrase) in phrases where words.starts(with: phrase) { return (modality, phrase.count) }
        return nil
    }

    /// Words that make another clause of what follows, or say less than may and must do.
    static let markers: Set<String> = [
        "may", "must", "shall", "can", "cannot", "will", "should", "would", "could", "might", "ought", "need",
    ]

    private static let phrases: [(Modality, [String])] = {
        let table: [(Modality, String)] = [
            (
                .forbids,
                """
                may not; must not; shall not; cannot; can not; may never; must never; shall never; is not entitled to; \
                are not entitled to; is not allowed to; are not allowed to; is not permitted to; are not permitted to; \
                shall not be entitled to; shall not be allowed to; shall not be permitted to; has no right to; \
                have no right to; is prohibited from; are prohibited from; is forbidden to; are forbidden to
                """
            ),
            (
                .frees,
                """
                need not; does not have to; do not have to; does not need to; do not need to; is not required to; \
                are not required to; is not obliged to; are not obliged to; shall not be required to; \
                shall not be obliged to; is under no obligation to; are under no obligation to
                """
            ),
            (
                .allows,
                """
                may; can; is entitled to; are entitled to; shall be entitled to; is allowed to; are allowed to; \
                is permitted to; are permitted to; has the right to; have the right to; shall have the right to; \
                is free to; are free to
                """
            ),
            (
                .demands,
                """
                must; shall; has to; have to; is required to; are required to; is obliged to; are obliged to; \
                shall be required to; shall be obliged to
                """
            ),
        ]
        return table.flatMap { modality, text in
            text.split(separator: ";").map { (modality, $0.split(separator: " ").map(String.init)) }
        }.sorted { $0.1.count > $1.1.count }
    }()
}
