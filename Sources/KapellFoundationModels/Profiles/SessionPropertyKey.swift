/// Names a value that a session keeps. ``SessionPropertyEntry()`` writes one.
///
/// ```swift
/// struct ChosenKey: SessionPropertyKey {
///     static let defaultValue: String? = nil
/// }
///
/// extension SessionPropertyValues {
///     var chosen: String? {
///         get { self[ChosenKey.self] }
///         set { self[ChosenKey.self] = newValue }
///     }
/// }
/// ```
public protocol SessionPropertyKey: SendableMetatype {
    /// The value may be read by tools, which run at the same time, so it is `Sendable`.
    associatedtype Value: Sendable

    /// What the value is until someone sets it.
    static var defaultValue: Value { get }
}
