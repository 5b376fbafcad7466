import KapellJSON

/// What one guide asks of a value.
enum GuideRule: Sendable {
    case minimum(JSONValue)
    case maximum(JSONValue)
    case choices([String])
    case pattern(String)
    case minimumCount(Int)
    case maximumCount(Int)
    case element([GuideRule])
    /// A guide that cannot be kept, with the reason.
    case impossible(String)
}
