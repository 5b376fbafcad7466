#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Ids are compared by the bytes of their UTF-8, not as Swift compares texts: two spellings of `é` are two ids.
enum ByteOrder {
    /// Less than 0, 0 or more than 0 as the left id goes before the right one, is it, or goes behind it.
    static func compare(_ left: String, _ right: String) -> Int {
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

    static func precedes(_ left: String, _ right: String) -> Bool { compare(left, right) < 0 }

    fileprivate static func withBytes<Value>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        if let value = text.utf8.withContiguousStorageIfAvailable(body) { return value }
        return Array(text.utf8).withUnsafeBufferPointer(body)
    }
}

/// An id as a key of a dictionary or a member of a set, by its bytes.
struct RecordKey: Hashable, Sendable {
    let id: String

    init(_ id: String) { self.id = id }

    static func == (left: RecordKey, right: RecordKey) -> Bool { ByteOrder.compare(left.id, right.id) == 0 }

    func hash(into hasher: inout Hasher) {
        ByteOrder.withBytes(id) { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
