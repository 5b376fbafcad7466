/// Limits on what is read from providers.
public enum DialectLimits {
    /// Bytes of one event of a stream.
    public static let event = 16 * 1_024 * 1_024
    /// Tool calls of one answer.
    public static let toolCalls = 1_024
}
