extension PartialJSONParser {
    /// The byte order mark in UTF-8.
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Reads a piece to its end.
    mutating func feed(_ cursor: inout Cursor) throws(JSONFailure) {
        try passByteOrderMark(&cursor)
        while cursor.next < cursor.end {
            switch state {
            case .value(let expected):
                guard cursor.skipSpace() else { return }
                try beginValue(&cursor, expected)
            case .key(let expected):
                guard cursor.skipSpace() else { return }
                if cursor.next.pointee == UInt8(ascii: "\"") {
                    beginString(isKey: true)
                } else if cursor.next.pointee == UInt8(ascii: "}"), expected == .keyOrEnd {
                    closeContainer()
                } else {
                    throw cursor.misplaced(expected)
                }
                cursor.next += 1
            case .colon:
                guard cursor.skipSpace() else { return }
                guard cursor.next.pointee == UInt8(ascii: ":") else { throw cursor.misplaced(.colon) }
                cursor.next += 1
                state = .value(.value)
            case .afterElement:
                guard cursor.skipSpace() else { return }
                try endElement(cursor)
                cursor.next += 1
            case .string: try readString(&cursor)
            case .escape: try readEscape(&cursor)
            case .unicode(let count): try readCodeUnit(&cursor, count)
            case .number(let number): try readNumber(&cursor, number)
            case .literal(let literal, let count): try readLiteral(&cursor, literal, count)
            case .done:
                guard cursor.skipSpace() else { return }
                throw JSONFailure(.trailingContent, at: cursor.offset)
            }
        }
    }

    private mutating func passByteOrderMark(_ cursor: inout Cursor) throws(JSONFailure) {
        while markCount < 3, cursor.next < cursor.end {
            if cursor.next.pointee == Self.mark[markCount] {
                markCount += 1
                cursor.next += 1
            } else if markCount == 0 {
                markCount = 3
            } else {
                throw JSONFailure(.misplaced(Self.mark[0], .value), at: 0)
            }
        }
    }

    private mutating func beginValue(
        _ cursor: inout Cursor, _ expected: JSONError.Expectation
    ) throws(JSONFailure) {
        let byte = cursor.next.pointee
        switch byte {
        case UInt8(ascii: "\""):
            beginString(isKey: false)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < limits.depth else {
                throw JSONFailure(.tooDeep(limit: limits.depth), at: cursor.offset)
            }
            let isObject = byte == UInt8(ascii: "{")
            holdPlace()
            open.append(Container(isObject: isObject))
            state = isObject ? .key(.keyOrEnd) : .value(.elementOrEnd)
        case UInt8(ascii: "]") where expected == .elementOrEnd:
            closeContainer()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            token.start = cursor.offset
            token.digits.append(byte)
            switch byte {
            case UInt8(ascii: "-"): state = .number(.minus)
            case UInt8(ascii: "0"): state = .number(.zero)
            default: state = .number(.integer)
            }
        case UInt8(ascii: "t"): state = .literal(.true, 1)
        case UInt8(ascii: "f"): state = .literal(.false, 1)
        case UInt8(ascii: "n"): state = .literal(.null, 1)
        default: throw cursor.misplaced(expected)
        }
        cursor.next += 1
    }

    private mutating func endElement(_ cursor: Cursor) throws(JSONFailure) {
        let isObject = open[open.count - 1].isObject
        switch (cursor.next.pointee, isObject) {
        case (UInt8(ascii: ","), true): state = .key(.key)
        case (UInt8(ascii: ","), false): state = .value(.element)
        case (UInt8(ascii: "}"), true), (UInt8(ascii: "]"), false): closeContainer()
        default: throw cursor.misplaced(isObject ? .commaOrObjectEnd : .commaOrArrayEnd)
        }
    }

    private mutating func closeContainer() {
        end(open.removeLast().value)
    }

    /// Keeps a place in the innermost container for a value that begins to show.
    mutating func holdPlace() {
        if !open.isEmpty { open[open.count - 1].hold() }
    }

    /// Puts a value that has ended where it belongs.
    mutating func end(_ value: JSONValue) {
        if open.isEmpty {
            whole = value
            state = .done
        } else {
            open[open.count - 1].put(value)
            state = .afterElement
        }
    }
}
