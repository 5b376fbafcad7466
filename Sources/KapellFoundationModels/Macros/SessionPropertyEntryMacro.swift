/// Makes a property of an extension of ``SessionPropertyValues`` a value that each session keeps.
///
/// ```swift
/// extension SessionPropertyValues {
///     @SessionPropertyEntry var chosen: String? = nil
/// }
/// ```
///
/// It writes a ``SessionPropertyKey`` and the accessors; see there for the same by hand. The property has a value to
/// begin with; an optional one may leave it out. Its type is `Sendable`.
@attached(accessor)
@attached(peer, names: prefixed(__Key_))
public macro SessionPropertyEntry() =
    #externalMacro(module: "KapellMacros", type: "SessionPropertyEntryMacro")
