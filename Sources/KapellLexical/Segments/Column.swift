/// Values in a row in memory that never change after they were made, shared by everyone who reads them.
struct Column<Element: BitwiseCopyable>: Sendable {
    private let memory: Memory
    let count: Int

    /// Bytes after the last value that may be read, so that a reader may load a whole word anywhere.
    static var padding: Int { 16 }

    init(_ values: some Collection<Element>) {
        let made = Memory(byteCount: values.count * MemoryLayout<Element>.stride)
        let elements = made.base.bindMemory(to: Element.self, capacity: values.count)
        for (index, value) in values.enumerated() { (elements + index).initialize(to: value) }
        memory = made
        count = values.count
    }

    init(_ values: [Element]) {
        memory = Memory(byteCount: values.count * MemoryLayout<Element>.stride)
        count = values.count
        values.withUnsafeBytes { bytes in
            if let source = bytes.baseAddress { memory.base.copyMemory(from: source, byteCount: bytes.count) }
        }
    }

    /// Copies the bytes of `count` values.
    init(copying bytes: UnsafeRawBufferPointer) {
        count = bytes.count / MemoryLayout<Element>.stride
        memory = Memory(byteCount: bytes.count)
        if let source = bytes.baseAddress { memory.base.copyMemory(from: source, byteCount: bytes.count) }
    }

    /// The first value. Valid as long as the column.
    var base: UnsafePointer<Element> {
        UnsafePointer(memory.base.assumingMemoryBound(to: Element.self))
    }

    var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory.base, count: count * MemoryLayout<Element>.stride)
    }

    subscript(index: Int) -> Element { buffer[index] }

    /// Immutable once the column is made; freed with it.
    private final class Memory: @unchecked Sendable {
        let base: UnsafeMutableRawPointer

        init(byteCount: Int) {
            base = .allocate(byteCount: byteCount + Column.padding, alignment: 16)
            (base + byteCount).initializeMemory(as: UInt8.self, repeating: 0, count: Column.padding)
        }

        deinit { base.deallocate() }
    }
}
