/// A reason and an offset: what the parsers throw inside. ``JSONError`` adds line and column.
struct JSONFailure: Error {
    var reason: JSONError.Reason
    var offset: Int

    init(_ reason: JSONError.Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
