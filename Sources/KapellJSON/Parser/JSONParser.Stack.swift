extension JSONParser {
    /// A stack whose upper part can be moved into an array of exactly the right size.
    struct Stack<Element>: ~Copyable {
        private(set) var base: UnsafeMutablePointer<Element>
        private(set) var count = 0
        private var capacity: Int

        init(capacity: Int) {
            self.capacity = max(capacity, 1)
            base = .allocate(capacity: self.capacity)
        }

        deinit {
            base.deinitialize(count: count)
            base.deallocate()
        }

        @inline(__always)
        mutating func push(_ element: consuming Element) {
            if count == capacity { grow(for: 1) }
            (base + count).initialize(to: element)
            count += 1
        }

        /// Pushes copies of the `added` elements at `source`.
        @inline(__always)
        mutating func push(from source: UnsafePointer<Element>, count added: Int) {
            if count + added > capacity { grow(for: added) }
            (base + count).initialize(from: source, count: added)
            count += added
        }

        @inline(__always)
        mutating func pop() -> Element {
            count -= 1
            return (base + count).move()
        }

        /// Takes off all elements from `start` on.
        @inline(__always)
        mutating func takeArray(from start: Int) -> [Element] {
            let taken = count - start
            let array = [Element](unsafeUninitializedCapacity: taken) { buffer, initialized in
                if let target = buffer.baseAddress { target.moveInitialize(from: base + start, count: taken) }
                initialized = taken
            }
            count = start
            return array
        }

        /// Drops all elements from `start` on.
        mutating func drop(from start: Int) {
            (base + start).deinitialize(count: count - start)
            count = start
        }

        /// Makes room for `added` more elements.
        @inline(never)
        private mutating func grow(for added: Int) {
            let newCapacity = max(capacity * 2, count + added)
            let larger = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
            larger.moveInitialize(from: base, count: count)
            base.deallocate()
            base = larger
            capacity = newCapacity
        }
    }
}
