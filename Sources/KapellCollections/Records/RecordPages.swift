/// Records by their rows. A value: a change copies one page and the list of pages.
struct RecordPages: Sendable {
    private static let shift = 7

    private var pages: [[StoredRecord?]] = []

    subscript(row: Int) -> StoredRecord? {
        get {
            let page = row >> Self.shift
            guard row >= 0, page < pages.count else { return nil }
            return pages[page][row & (1 << Self.shift - 1)]
        }
        set {
            let page = row >> Self.shift
            guard row >= 0 else { return }
            while page >= pages.count {
                guard newValue != nil else { return }
                pages.append([StoredRecord?](repeating: nil, count: 1 << Self.shift))
            }
            pages[page][row & (1 << Self.shift - 1)] = newValue
        }
    }
}
