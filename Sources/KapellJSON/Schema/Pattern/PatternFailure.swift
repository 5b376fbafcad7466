/// Why a regular expression cannot be used: a part of a sentence that ends with a full stop.
struct PatternFailure: Error, Sendable, Hashable {
    var message: String
}
