/// What becomes of a session's transcript when a request fails.
public struct TranscriptErrorHandlingPolicy: Sendable, Equatable {
    private let keeps: Bool

    /// It goes back to what it was before the request. So it is, too, where no policy is set.
    public static let revertTranscript = TranscriptErrorHandlingPolicy(keeps: false)
    /// It stays as it is; the last entry may be incomplete. Calls that have no result are marked as cancelled.
    public static let preserveTranscript = TranscriptErrorHandlingPolicy(keeps: true)
}
