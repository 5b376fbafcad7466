/// A place up to which a provider should keep what it has read, so that the next request with the same beginning costs
/// less. A provider that caches by itself, or not at all, may ignore it.
public struct ModelCacheMark: Sendable, Hashable {
    /// How long the provider should keep it, in the provider's own words such as `5m` or `1h`; `nil` leaves it to it.
    public var timeToLive: String?

    public init(timeToLive: String? = nil) { self.timeToLive = timeToLive }
}
