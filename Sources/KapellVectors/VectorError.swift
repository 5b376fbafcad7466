/// What an index refuses, and why. `description` names the thing; `remedy` says what to do.
///
/// `id` is the id of the vector that was refused, or nil when it was the query of a search.
public enum VectorError: Error, Sendable, Hashable {
    /// An index of this many components cannot be made.
    case invalidDimensions(Int)
    /// The vector's length is not the index's.
    case wrongDimensions(expected: Int, actual: Int, id: Int64?)
    /// The component at `index` (from 0) is not a number or infinite.
    case notFinite(index: Int, isNaN: Bool, id: Int64?)
    /// Every component is zero, and the metric is cosine.
    case zeroVector(id: Int64?)
    /// A search asked for fewer than zero results.
    case negativeCount(Int)
    /// The id is more than once in one batch, so that it is not clear which vector counts.
    case duplicateID(Int64)
    /// An option of an index is out of its range. `allowed` tells the range.
    case invalidOption(name: String, value: Int, allowed: String)
    /// There is no memory, or no number, for another vector. What was stored before is unchanged.
    case outOfMemory
    /// There is no file at the path.
    case snapshotNotFound(path: String)
    /// The file is not what `FlatIndex.save(to:sequence:)` wrote: torn, cut or changed. `what` names the part.
    case damagedSnapshot(path: String, what: String)
    /// The file is whole, and this version or machine cannot read it.
    case unsupportedSnapshot(path: String, what: String)
    /// The device is full, or a quota is used up. A snapshot that was there before is unchanged.
    case diskFull(path: String)
    /// The operating system refused an operation on the file. A snapshot that was there before is unchanged.
    case storage(path: String, operation: String, reason: String)
}

extension VectorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidDimensions(let dimensions):
            "A vector index cannot have \(dimensions) dimensions; it can have 1 to \(FlatIndex.maximumDimensions)."
        case .wrongDimensions(let expected, let actual, let id):
            "\(Self.subject(id)) has \(actual) components; the index holds vectors of \(expected)."
        case .notFinite(let index, let isNaN, let id):
            "\(Self.subject(id)) has \(isNaN ? "NaN" : "an infinite value") as component \(index)."
        case .zeroVector(let id):
            "\(Self.subject(id)) has only zeros; it has no direction to compare by cosine."
        case .negativeCount(let count):
            "A search cannot return \(count) results."
        case .duplicateID(let id):
            "The id \(id) is more than once in the batch."
        case .invalidOption(let name, let value, let allowed):
            "The option \(name) of a vector index cannot be \(value); it can be \(allowed)."
        case .outOfMemory:
            "There is no memory for the vector index."
        case .snapshotNotFound(let path):
            "There is no vector snapshot at \(path)."
        case .damagedSnapshot(let path, let what):
            "The vector snapshot \(path) is damaged: \(what)."
        case .unsupportedSnapshot(let path, let what):
            "The vector snapshot \(path) cannot be read here: \(what)."
        case .diskFull(let path):
            "The disk is full; the vector snapshot \(path) was not written."
        case .storage(let path, let operation, let reason):
            "Could not \(operation) for the vector snapshot \(path): \(reason)."
        }
    }

    /// What the caller can do about it.
    public var remedy: String {
        switch self {
        case .invalidDimensions:
            "Use the number of components that the embedding model gives."
        case .wrongDimensions:
            "Embed with the model that the index was made with, or make a new index."
        case .notFinite:
            "Check the embedding model's output; every component must be a finite number."
        case .zeroVector:
            "Leave out empty texts, or use the metric dot or l2."
        case .negativeCount:
            "Ask for 0 or more results."
        case .duplicateID:
            "Leave one vector an id in the batch, or send them in two."
        case .invalidOption(let name, _, let allowed):
            "Set \(name) to \(allowed)."
        case .outOfMemory:
            "Free memory, use a smaller element such as int8, or keep the originals in a file."
        case .snapshotNotFound:
            "Build the index anew and save it."
        case .damagedSnapshot, .unsupportedSnapshot:
            "Remove the file and build the index anew; it holds nothing that the store does not."
        case .diskFull:
            "Free space on the device and save again; the old snapshot is unchanged."
        case .storage:
            "Check the path and its permissions, then try again."
        }
    }

    private static func subject(_ id: Int64?) -> String {
        if let id { "The vector with id \(id)" } else { "The query vector" }
    }
}
