extension PartialJSONParser {
    mutating func readLiteral(_ cursor: inout Cursor, _ literal: Literal, _ count: Int) throws(JSONFailure) {
        let word = literal.word
        var matched = count
        while cursor.next < cursor.end, matched < word.utf8CodeUnitCount {
            guard cursor.next.pointee == word.utf8Start[matched] else {
                throw JSONFailure(.invalidLiteral, at: cursor.offset)
            }
            matched += 1
            cursor.next += 1
        }
        if matched == word.utf8CodeUnitCount {
            end(literal.value)
        } else {
            state = .literal(literal, matched)
        }
    }

    mutating func readNumber(_ cursor: inout Cursor, _ number: NumberState) throws(JSONFailure) {
        var current = number
        while cursor.next < cursor.end {
            let byte = cursor.next.pointee
            switch current.step(byte) {
            case .goOn(let next):
                current = next
                token.digits.append(byte)
                cursor.next += 1
            case .ended:
                state = .number(current)
                return try endNumber()
            case .leadingZero:
                throw JSONFailure(.leadingZero, at: token.start ?? cursor.offset)
            case .missingDigit:
                throw cursor.misplaced(.digit)
            }
        }
        state = .number(current)
    }

    /// Ends the number that is being read, where it may end.
    mutating func endNumber() throws(JSONFailure) {
        guard case .number(let number) = state, number.isWhole, let start = token.start else { return }
        let value = try token.digits.span.withUnsafeBufferPointer { (digits) throws(JSONFailure) -> JSONValue in
            guard let first = digits.baseAddress else { return .null }
            do throws(JSONFailure) {
                return try JSONNumber.read(from: first, to: first + digits.count).value
            } catch {
                throw JSONFailure(error.reason, at: start + error.offset)
            }
        }
        token.digits.removeAll(keepingCapacity: token.digits.count <= 1_024)
        token.start = nil
        end(value)
    }
}
