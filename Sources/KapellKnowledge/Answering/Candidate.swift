package import KapellCore
package import KapellJSON
import KapellText

/// A sentence that may answer the question, with what was measured of it.
package struct Candidate: Sendable, Hashable {
    /// Measured facts; between 0 and 1, except `elsewhere` and `reading`.
    package struct Features: Sendable, Hashable {
        /// Cosine of the question's vector and that of the sentence under its headings.
        package var similarity = 0.0
        /// The same for the question without the names of parties and documents.
        package var focus = 0.0
        /// Cosine of the question's and the surrounding chunk's vectors.
        package var chunkSimilarity = 0.0
        /// Share of the question's topic, weighted by rarity, that the sentence holds, or (counting less) what stands
        /// above or before it.
        package var coverage = 0.0
        /// The same where a synonym or another form of a word counts too, the less the further it is; see ``Thesaurus``.
        package var related = 0.0
        /// Share of the question's pairs of neighbouring terms that are neighbours in the sentence.
        package var pairs = 0.0
        /// Whether the sentence holds what the question asks for: 1 yes, 0 no, 0.5 when the question does not tell.
        package var form = 0.5
        /// 1 when the question wants yes or no, and the sentence allows, forbids or limits.
        package var permission = 0.0
        /// Share of the names in the question, weighted by rarity, that the sentence's document does not hold.
        package var foreign = 0.0
        /// By how much another document's name fits the question better; see ``DocumentNames``. Not bounded by 1.
        package var elsewhere = 0.0
        /// 1 when it has no verb: a title, a line of a cover page.
        package var fragment = 0.0
        /// 1 when it names the columns of a table.
        package var tableHead = 0.0
        /// Share of the question's numbers that neither the sentence, nor what stands above it, nor the document's name
        /// holds.
        package var figures = 0.0
        /// 1 when it gives a meaning to just what the question asks about; see ``DefinedTerms``.
        package var defines = 0.0
        /// Share of the noun that is asked for, weighted by rarity, that it holds or stands under; 0.5 when the question
        /// names none.
        package var asked = 0.5
        /// 1 when it stands in a clause that the question names by number.
        package var clause = 0.0
        /// Its words, as a share of 60.
        package var length = 0.0
        /// What a cross-encoder estimates of its being the answer, in logarithms of odds; at least ``leastReading``, which
        /// those have that it did not read. 0 where there is no cross-encoder.
        package var reading = 0.0
        package static let leastReading = -8.0

        package init() {}
    }

    package var passage: Passage
    package var heading: String
    /// The heading in the line of its clause.
    package var runIn: String
    /// Column headings, for a row of a table.
    package var columns: String
    package var features: Features
    /// The estimate that this sentence is the answer. Those of all candidates, and that of there being none, add up to 1.
    package var score = 0.0

    package init(
        passage: Passage, heading: String, runIn: String = "", columns: String = "", features: Features,
        score: Double = 0
    ) {
        self.passage = passage
        self.heading = heading
        self.runIn = runIn
        self.columns = columns
        self.features = features
        self.score = score
    }

    /// What is embedded: the sentence below the heading in its line, or right above it, and the columns of its table.
    var embedded: String {
        let text = (columns.isEmpty ? "" : columns + " — ") + passage.text.onOneLine
        let leaf = runIn.isEmpty ? HeadingPath.last(of: heading) : runIn
        return leaf.isEmpty ? text : "\(leaf): \(text)"
    }

    package var json: JSONObject {
        var object = passage.json
        object["heading"] = .string(heading)
        object["score"] = .number(score)
        for (name, value) in features.named { object[name] = .number(value) }
        return object
    }
}

extension Candidate.Features {
    /// Each measure under its name in answers of the server.
    package var named: [(name: String, value: Double)] {
        [
            ("similarity", similarity), ("focus", focus), ("chunk_similarity", chunkSimilarity),
            ("coverage", coverage), ("related", related), ("pairs", pairs), ("form", form), ("permission", permission),
            ("foreign", foreign), ("elsewhere", elsewhere), ("fragment", fragment), ("table_head", tableHead),
            ("figures", figures), ("defines", defines), ("asked", asked), ("clause", clause), ("length", length),
            ("reading", reading),
        ]
    }
}
