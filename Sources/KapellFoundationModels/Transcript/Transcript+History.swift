extension Transcript {
    /// The entries without the instructions, to be read and cut.
    public var history: HistoryView {
        get { HistoryView(entries: entries.filter { !$0.isInstructions }) }
        set { entries = entries.filter(\.isInstructions) + newValue.entries }
    }

    /// The entries of a conversation, without instructions.
    public struct HistoryView: Sendable, RandomAccessCollection, MutableCollection, RangeReplaceableCollection,
        ExpressibleByArrayLiteral
    {
        public typealias Element = Entry
        public typealias Index = Int

        var entries: [Entry]

        init(entries: [Entry]) { self.entries = entries }

        public init() { entries = [] }

        public init(arrayLiteral elements: Entry...) { entries = elements }

        public var startIndex: Int { 0 }
        public var endIndex: Int { entries.count }

        public subscript(index: Int) -> Entry {
            get { entries[index] }
            set { entries[index] = newValue }
        }

        public mutating func replaceSubrange(_ subrange: Range<Int>, with newElements: some Collection<Entry>) {
            entries.replaceSubrange(subrange, with: newElements)
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
