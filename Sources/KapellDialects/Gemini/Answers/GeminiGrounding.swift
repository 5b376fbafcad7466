import KapellCore
import KapellJSON

/// What an answer says of the searches that were made for it.
struct GeminiGrounding: Hashable {
    private var searches = 0
    private var usesMaps = false

    var usage: HostedToolUsage { HostedToolUsage(webSearches: searches, mapSearches: usesMaps ? 1 : 0) }

    /// - Parameter metadata: of one piece of a stream, or of a whole answer. A later piece may repeat an earlier one.
    mutating func take(_ metadata: JSONValue?) {
        guard let metadata = metadata?.objectValue else { return }
        var queries = 0
        for field in ["webSearchQueries", "imageSearchQueries"] {
            queries += (metadata[field]?.arrayValue ?? []).count { $0.stringValue?.isEmpty == false }
        }
        searches = max(searches, queries)
        // An address that the client gave is among the pieces, too: only a query is a search.
        if metadata["groundingChunks"]?.arrayValue?.contains(where: { $0["maps"] != nil }) == true { usesMaps = true }
    }
}
