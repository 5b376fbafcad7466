import KapellCore
import KapellJSON

/// Calls that are JSON objects, one, several or in a list.
extension ToolCallReader {
    mutating func readObjects(
        _ keys: ToolCallSyntax.ObjectKeys, _ isList: Bool, _ isFirst: Bool, _ isEnd: Bool
    ) -> Bool {
        let start = place
        skipSpace()
        while !isFirst, place < bytes.count, bytes[place] == UInt8(ascii: ",") || bytes[place] == UInt8(ascii: ";") {
            place += 1
            skipSpace()
        }
        guard place < bytes.count else {
            if isEnd {
                if isFirst { rejectCall(Array(bytes[start...])) }
            } else {
                place = start
            }
            return false
        }
        switch bytes[place] {
        case UInt8(ascii: "["):
            guard isFirst, !isList, !keys.isBare else { return leaveObjects(keys, isFirst, from: start) }
            mark += bytes[start...place]
            place += 1
            state = .objects(keys, isList: true, isFirst: true)
        case UInt8(ascii: "{"):
            mark += bytes[start..<place]
            state = .object(ToolObjectScan(keys), isList: isList)
        case UInt8(ascii: "]") where isList:
            place += 1
            state = .text
            behindMark()
        default: return leaveObjects(keys, isFirst, from: start)
        }
        return true
    }

    private mutating func leaveObjects(_ keys: ToolCallSyntax.ObjectKeys, _ isFirst: Bool, from start: Int) -> Bool {
        if isFirst, bytes[start...].first != UInt8(ascii: "["), mark.last != UInt8(ascii: "["),
            let head = keys.otherwise
        {
            state = .head(head)
        } else if isFirst {
            place = start
            rejectCall()
        } else {
            state = .text
            behindMark()
        }
        return true
    }

    mutating func readObject(_ old: ToolObjectScan, _ isList: Bool, _ isEnd: Bool) -> Bool {
        var scan = old
        while place < bytes.count, !scan.isDone, !scan.isBroken {
            scan.take(bytes[place])
            place += 1
            // Looked at after each byte, so that it does not matter where the text was cut.
            if scan.index == nil { announce(&scan) }
        }
        showArguments(&scan)
        if !scan.isDone, !scan.isBroken, !isEnd, scan.bytes.count <= Self.heldLimit {
            state = .object(scan, isList: isList)
            return false
        }
        guard scan.isDone, !scan.isBroken else {
            if let index = scan.index {
                fail(index, "the text ends in the call, or it is too long or no JSON")
            } else {
                rejectCall(scan.bytes)
            }
            return true
        }
        if scan.index == nil {
            guard let name = scan.name, !scan.keys.isBare || scan.argumentsStart != nil else {
                rejectCall(scan.bytes)
                return true
            }
            let index = begin(name, scan.id)
            scan.index = index
            found.append(.argumentsDelta(index: index, scan.wholeArguments))
        }
        end(scan.index ?? 0, scan.id, arguments: scan.wholeArguments)
        state = .objects(scan.keys, isList: isList, isFirst: false)
        return true
    }

    /// Begins the call as soon as its name and the beginning of its arguments are known.
    private mutating func announce(_ scan: inout ToolObjectScan) {
        if scan.keys.isBare, scan.isNone(of: tools) {
            scan.isBroken = true
            return
        }
        guard let name = scan.name, let start = scan.argumentsStart, scan.bytes[start] == UInt8(ascii: "{") else {
            return
        }
        scan.index = begin(name, scan.id)
        scan.shown = start
    }

    private mutating func showArguments(_ scan: inout ToolObjectScan) {
        let end = scan.argumentsEnd ?? scan.bytes.count
        guard let index = scan.index, scan.shown < end else { return }
        found.append(.argumentsDelta(index: index, String(decoding: scan.bytes[scan.shown..<end], as: UTF8.self)))
        scan.shown = end
    }

    // MARK: Calls

    mutating func begin(_ name: String, _ id: String?) -> Int {
        behindMark()
        isAtStart = false
        mark = []
        found.append(.callBegan(index: count, name: name, id: id))
        count += 1
        return count - 1
    }

    /// The call has ended; it is whole where its arguments are an object.
    mutating func end(_ index: Int, _ id: String?, arguments: String) {
        behindMark()
        do throws(JSONError) {
            guard try JSONValue(parsing: arguments).objectValue != nil else {
                found.append(.callFailed(index: index, reason: "its arguments are no object"))
                return
            }
            found.append(.callEnded(index: index, id: id))
        } catch {
            found.append(.callFailed(index: index, reason: "its arguments are no JSON"))
        }
    }

    mutating func fail(_ index: Int, _ reason: String) {
        found.append(.callFailed(index: index, reason: reason))
        state = .text
        behindMark()
    }
}
