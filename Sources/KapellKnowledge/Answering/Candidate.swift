package import KapellCore
package import KapellJSON

/// A sentence that may answer the question, with what was measured of it.
package struct Candidate: Sendable, Hashable {
    /// Measured facts, all between 0 and 1.
    package struct Features: Sendable, Hashable {
        /// Cosine of the question's and the sentence's vectors.
        package var similarity = 0.0
        /// Cosine of the vectors of the sentence alone and of the question without its names.
        package var focus = 0.0
        /// Cosine of the question's and the surrounding chunk's vectors.
        package var chunkSimilarity = 0.0
        /// Share of the question's terms other than names, weighted by rarity, that the sentence or what stands above it
        /// holds. Names tell which document is meant; they are in `foreign`.
        package var coverage = 0.0
        /// The same for the sentence alone.
        package var ownCoverage = 0.0
        /// 1 when it reads like a title or a line of a form: short, without an end, mostly names.
        package var title = 0.0
        /// Rarity of the rarest term of the question that neither the sentence nor its surroundings hold.
        package var missing = 0.0
        /// Whether the sentence holds what the question asks for: 1 yes, 0 no, 0.5 when the question does not tell.
        package var form = 0.5
        /// Share of the names in the question, weighted by rarity, that the sentence's document does not hold.
        package var foreign = 0.0
        /// Of the chunk's place in the search: 1 for the first.
        package var rank = 0.0

        package init() {}
    }

    package var passage: Passage
    package var heading: String
    package var features: Features
    /// The evidence finder's estimate that the sentence answers the question.
    package var score = 0.0

    package init(passage: Passage, heading: String, features: Features, score: Double = 0) {
        self.passage = passage
        self.heading = heading
        self.features = features
        self.score = score
    }

    package var json: JSONObject {
        var object = passage.json
        object["heading"] = .string(heading)
        object["score"] = .number(score)
        object["similarity"] = .number(features.similarity)
        object["chunk_similarity"] = .number(features.chunkSimilarity)
        object["coverage"] = .number(features.coverage)
        object["own_coverage"] = .number(features.ownCoverage)
        object["missing"] = .number(features.missing)
        object["form"] = .number(features.form)
        object["foreign"] = .number(features.foreign)
        object["focus"] = .number(features.focus)
        object["title"] = .number(features.title)
        object["rank"] = .number(features.rank)
        return object
    }
}
