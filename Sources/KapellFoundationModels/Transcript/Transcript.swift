/// The history of a session: instructions, prompts, thoughts, tool calls with their results, and answers, in order.
///
/// It is a collection of entries that can be kept (`Codable`), read, cut and put into a new session:
///
/// ```swift
/// let data = try JSONEncoder().encode(session.transcript)
/// let transcript = try JSONDecoder().decode(Transcript.self, from: data)
/// let session = LanguageModelSession(model: model, tools: tools, transcript: transcript)
/// ```
///
/// Whatever is done to its entries, a model is never sent a history that it would refuse: calls without a result are
/// answered as cancelled, and results without a call are left out, when a request is built.
public struct Transcript: Sendable, Equatable {
    var entries: [Entry]

    /// A transcript of these entries.
    public init(entries: some Sequence<Entry> = []) { self.entries = Array(entries) }
}

extension Transcript: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
    public typealias Index = Int
    public typealias Element = Entry

    public init() { entries = [] }

    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }

    public subscript(index: Int) -> Entry {
        get { entries[index] }
        set { entries[index] = newValue }
    }

    public mutating func replaceSubrange(_ subrange: Range<Int>, with newElements: some Collection<Entry>) {
        entries.replaceSubrange(subrange, with: newElements)
    }

    public mutating func append(_ newElement: Entry) { entries.append(newElement) }
}

extension Transcript: CustomStringConvertible {
    /// One line or more for each entry, with the part that wrote it in front.
    public var description: String { entries.map(\.description).joined(separator: "\n") }
}
