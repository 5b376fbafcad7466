extension Transcript {
    /// The entries without the instructions that lead them, to be read, cut and extended. Setting it leaves those
    /// instructions where they are.
    public var history: HistoryView {
        get { HistoryView(entries: entries.dropFirst(leadingInstructions)) }
        set { entries.replaceSubrange(leadingInstructions..., with: newValue.entries) }
    }

    private var leadingInstructions: Int { entries.first?.isInstructions == true ? 1 : 0 }

    /// The entries of a conversation. A part of it shares its indices.
    public struct HistoryView: Sendable, RandomAccessCollection, MutableCollection, RangeReplaceableCollection,
        ExpressibleByArrayLiteral
    {
        public typealias Element = Entry
        public typealias SubSequence = HistoryView

        /// The place of an entry.
        public struct Index: Sendable, Hashable, Comparable, Strideable {
            let offset: Int

            public static func < (left: Index, right: Index) -> Bool { left.offset < right.offset }
            public func distance(to other: Index) -> Int { other.offset - offset }
            public func advanced(by distance: Int) -> Index { Index(offset: offset + distance) }
        }

        var entries: ArraySlice<Entry>

        init(entries: ArraySlice<Entry>) { self.entries = entries }

        public init() { entries = [] }

        public init(arrayLiteral elements: Entry...) { entries = elements[...] }

        public var startIndex: Index { Index(offset: entries.startIndex) }
        public var endIndex: Index { Index(offset: entries.endIndex) }

        public subscript(index: Index) -> Entry {
            get { entries[index.offset] }
            set { entries[index.offset] = newValue }
        }

        public subscript(bounds: Range<Index>) -> HistoryView {
            get { HistoryView(entries: entries[bounds.lowerBound.offset..<bounds.upperBound.offset]) }
            set { entries[bounds.lowerBound.offset..<bounds.upperBound.offset] = newValue.entries }
        }

        public mutating func replaceSubrange(_ subrange: Range<Index>, with newElements: some Collection<Entry>) {
            entries.replaceSubrange(subrange.lowerBound.offset..<subrange.upperBound.offset, with: newElements)
        }
    }
}

extension Transcript.Entry {
    var isInstructions: Bool {
        guard case .instructions = self else { return false }
        return true
    }

    var isPrompt: Bool {
        guard case .prompt = self else { return false }
        return true
    }
}
