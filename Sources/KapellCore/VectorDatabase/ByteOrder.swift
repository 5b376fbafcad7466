#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ids are compared by the bytes of their UTF-8, not as Swift compares texts: two spellings of `é` are two ids.
package enum ByteOrder {
    /// Less than 0, 0 or more than 0 as the left id goes before the right one, is it, or goes behind it.
    package static func compare(_ left: String, _ right: String) -> Int {
        withBytes(left) { a in
            withBytes(right) { b in
                if let first = a.baseAddress, let second = b.baseAddress {
                    let order = memcmp(first, second, min(a.count, b.count))
                    if order != 0 { return Int(order) }
                }
                return a.count - b.count
            }
        }
    }

    fileprivate static func withBytes<Value>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        if let value = text.utf8.withContiguousStorageIfAvailable(body) { return value }
        return Array(text.utf8).withUnsafeBufferPointer(body)
    }
}

/// An id as a key of a dictionary or a member of a set, by its bytes.
package struct RecordKey: Hashable, Sendable {
    package let id: String

    package init(_ id: String) { self.id = id }

    package static func == (left: RecordKey, right: RecordKey) -> Bool { ByteOrder.compare(left.id, right.id) == 0 }

    package func hash(into hasher: inout Hasher) {
        ByteOrder.withBytes(id) { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// Whether its UTF-8 comes first: the order of ids.
    package func precedes(_ other: String) -> Bool { ByteOrder.compare(self, other) < 0 }
}
