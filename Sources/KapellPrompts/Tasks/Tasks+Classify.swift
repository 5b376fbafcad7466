public import KapellCore
import KapellJSON

/// A class that a text may belong to.
public struct TaskLabel: Sendable, Hashable, ExpressibleByStringLiteral {
    public var name: String
    /// What belongs to it, in a few words. Embeddings compare texts with it.
    public var description: String?
    /// Texts that belong to it. A few of them raise the quality more than anything else.
    public var examples: [String]

    public init(_ name: String, description: String? = nil, examples: [String] = []) {
        self.name = name
        self.description = description
        self.examples = examples
    }

    public init(stringLiteral value: String) { self.init(value) }

    var meaning: String { description.map { "\(name): \($0)" } ?? name }
}

/// The class of a text.
public struct Classification: Sendable, Hashable {
    public var label: String
    /// Every label with its score, best first; equal scores in the order in which the labels were given. With
    /// embeddings a cosine; with a language model 1 for the label that it wrote.
    public var scores: [Score]
    /// How far the best is before the second best: near 0, the choice is a toss.
    public var margin: Double

    public struct Score: Sendable, Hashable {
        public var label: String
        public var score: Double
    }
}

extension Tasks {
    /// Sorts a text into one of the labels by meaning. Always gives one of them, the same on every run.
    ///
    /// Each label is compared by its name and description, and by its examples where it has any.
    ///
    /// - Throws: `.invalidRequest` for fewer than two labels or a label twice; what the model throws.
    public static func classify(
        _ text: String, into labels: [TaskLabel], using embedder: any EmbeddingBackend
    ) async throws -> Classification {
        try check(labels)
        let texts = [text] + labels.map(\.meaning) + labels.flatMap(\.examples)
        let vectors = try await embedder.embed(texts).vectors
        guard vectors.count == texts.count else {
            throw KapellError(.model, "The embedding model \(embedder.model) gave too few vectors.")
        }
        var place = 1 + labels.count
        var scores: [Classification.Score] = []
        for (index, label) in labels.enumerated() {
            let meaning = Double(ExampleRanking.dot(vectors[0], vectors[1 + index]))
            let examples = label.examples.indices.map { Double(ExampleRanking.dot(vectors[0], vectors[place + $0])) }
            place += label.examples.count
            let score = examples.isEmpty ? meaning : 0.25 * meaning + 0.75 * nearest(examples)
            scores.append(.init(label: label.name, score: score))
        }
        return classification(scores)
    }

    /// Sorts a text into one of the labels with a language model, held to the labels: another answer is asked for
    /// again, and where none comes, the embedding model decides.
    ///
    /// - Parameters:
    ///   - embedder: decides where the model writes no label; without it that is an error.
    ///   - attempts: how often the model is asked.
    /// - Throws: `.invalidRequest`, `.model`, what the models throw.
    public static func classify(
        _ text: String, into labels: [TaskLabel], using backend: any ModelBackend,
        embedder: (any EmbeddingBackend)? = nil, attempts: Int = 3, journal: (any Journal)? = nil
    ) async throws -> Classification {
        try check(labels)
        let names = labels.map(\.name)
        do {
            let result = try await run(
                "classify", ["text": .string(text), "labels": JSONValue(names)], backend, journal, attempts: attempts,
                verifiers: [])
            return classification(names.map { .init(label: $0, score: $0 == result.text ? 1 : 0) })
        } catch let error as KapellError where error.code == .model {
            guard let embedder else { throw error }
            return try await classify(text, into: labels, using: embedder)
        }
    }

    private static func check(_ labels: [TaskLabel]) throws(KapellError) {
        guard labels.count >= 2, Set(labels.map { $0.name.lowercased() }).count == labels.count else {
            throw KapellError(
                .invalidRequest, "A text is sorted into two labels or more, each with a name of its own.",
                remedy: "Give other labels.")
        }
    }

    /// The mean of the two nearest examples: one alone may be chance.
    private static func nearest(_ scores: [Double]) -> Double {
        let best = scores.sorted(by: >).prefix(2)
        return best.reduce(0, +) / Double(max(1, best.count))
    }

    private static func classification(_ scores: [Classification.Score]) -> Classification {
        let order = scores.indices.sorted {
            scores[$0].score > scores[$1].score || scores[$0].score == scores[$1].score && $0 < $1
        }
        let sorted = order.map { scores[$0] }
        return Classification(label: sorted[0].label, scores: sorted, margin: sorted[0].score - sorted[1].score)
    }
}
