/// What is counted, and has a price.
public enum PriceClass: String, Sendable, Hashable, CaseIterable {
    /// Tokens that the model reads and that are in no other class.
    case input
    /// Tokens that the provider had in its cache.
    case cachedInput = "cached_input"
    /// Tokens that it wrote to its cache, to keep for the usual time (Anthropic: five minutes).
    case cacheWrite5m = "cache_write_5m"
    /// The same, to keep for an hour.
    case cacheWrite1h = "cache_write_1h"
    /// Tokens of images that an image model reads. Chat models count them as ``input``.
    case imageInput = "image_input"
    /// Tokens that the model says.
    case output
    /// Tokens that it thinks; the price of ``output`` where there is none.
    case reasoning
    /// Tokens of images that it draws.
    case imageOutput = "image_output"
    /// An image, where images are paid by the piece.
    case image
    /// Tokens that an embedding model reads.
    case embedding
    /// A search, as rerankers count them.
    case searchUnit = "search_unit"
    /// A search of the web that the provider made itself.
    case webSearch = "web_search"
    /// An answer for which the web was searched, however often: what some providers bill in the place of
    /// ``webSearch``.
    case webAnswer = "web_answer"
    /// A search of maps that the provider made itself.
    case mapSearch = "map_search"
    /// A search of files that the provider keeps.
    case fileSearch = "file_search"
    /// A run of code on a machine of the provider's.
    case codeRun = "code_run"
    /// An image that a tool of the provider's drew.
    case hostedImage = "hosted_image"

    /// Whether tables state the price for a million; otherwise for one piece.
    public var isPerMillion: Bool {
        switch self {
        case .image, .searchUnit: false
        default: !isFee
        }
    }

    /// Whether it is the work of a provider's own tools, whose prices stand by themselves: ``PriceTable/fees``.
    public var isFee: Bool {
        switch self {
        case .webSearch, .webAnswer, .mapSearch, .fileSearch, .codeRun, .hostedImage: true
        default: false
        }
    }

    /// The class whose price counts where this one has none: for what providers do not always tell apart.
    var substitute: PriceClass? {
        switch self {
        case .reasoning, .imageOutput: .output
        case .imageInput: .input
        case .webSearch: .searchUnit
        default: nil
        }
    }
}
