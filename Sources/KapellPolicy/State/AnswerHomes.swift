import Synchronization

/// Which provider keeps which answer, for requests that build on an earlier one by its name.
///
/// It holds a bounded number of names and gives up those that were not used for longest. It may be shared by any number of
/// tasks; nothing of it reaches a disk.
public final class AnswerHomes: Sendable {
    /// Where an answer is.
    public struct Home: Sendable, Hashable {
        /// The provider's name.
        public var provider: String
        /// The answer's name there.
        public var answer: String

        public init(provider: String, answer: String) {
            self.provider = provider
            self.answer = answer
        }
    }

    private struct Memory {
        var places: [String: Int] = [:]
        var list = RecencyList<(name: String, home: Home)>()
    }

    /// The most names.
    public let limit: Int
    private let memory = Mutex(Memory())
    /// Bytes of the longest name that is kept.
    private static let longest = 256

    public init(limit: Int = 50_000) { self.limit = max(1, limit) }

    /// How many names it holds.
    public var count: Int { memory.withLock { $0.list.count } }

    /// Keeps where an answer is.
    ///
    /// - Parameter name: as the client knows it.
    public func record(_ name: String, at home: Home) {
        guard name.utf8.count <= Self.longest, home.answer.utf8.count <= Self.longest else { return }
        memory.withLock { memory in
            if let place = memory.places[name] {
                memory.list.use(place)
                return
            }
            memory.places[name] = memory.list.add((name: name, home: home))
            while memory.list.count > limit, let oldest = memory.list.removeOldest() {
                memory.places[oldest.value.name] = nil
            }
        }
    }

    /// Where the answer of that name is; `nil` where that is not known.
    public func home(of name: String) -> Home? {
        memory.withLock { memory in
            guard let place = memory.places[name] else { return nil }
            memory.list.use(place)
            return memory.list[place]?.home
        }
    }
}
