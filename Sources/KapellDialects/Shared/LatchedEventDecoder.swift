import KapellCore

/// A decoder that hands on what came before an error, and then throws that error whenever it is asked.
///
/// Only the reading itself is written for each dialect.
protocol LatchedEventDecoder: DialectEventDecoder {
    var failure: KapellError? { get set }

    /// Reads the next bytes. What it appends before it throws is not lost.
    mutating func read(_ bytes: [UInt8], into events: inout [ModelEvent]) throws(KapellError)

    /// Reads what is left at the end of the stream.
    mutating func readEnd(into events: inout [ModelEvent]) throws(KapellError)
}

extension LatchedEventDecoder {
    mutating func decode(_ bytes: [UInt8]) throws(KapellError) -> [ModelEvent] {
        if let failure { throw failure }
        var events: [ModelEvent] = []
        do { try read(bytes, into: &events) } catch {
            failure = error
            if events.isEmpty { throw error }
        }
        return events
    }

    mutating func finish() throws(KapellError) -> [ModelEvent] {
        if let failure { throw failure }
        var events: [ModelEvent] = []
        do { try readEnd(into: &events) } catch {
            failure = error
            throw error
        }
        return events
    }
}
