import KapellCore

/// Why an attempt ended, with what to do next.
enum DownloadFault: Error {
    /// Try the same source again.
    case retry(KapellError)
    /// Try the next source.
    case nextSource(KapellError)
    /// Give up.
    case stop(KapellError)
    /// What had arrived does not belong to this file any more: it was dropped; begin anew.
    case startOver(KapellError)

    var error: KapellError {
        switch self {
        case .retry(let error), .nextSource(let error), .stop(let error), .startOver(let error): error
        }
    }
}
