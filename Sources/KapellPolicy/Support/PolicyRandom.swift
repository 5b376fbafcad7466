import Synchronization

/// A source of random numbers that many requests share.
public final class PolicyRandom: Sendable {
    private let generator: Mutex<any RandomNumberGenerator & Sendable>

    public init(_ generator: some RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.generator = Mutex(generator)
    }

    /// A number from 0 up to, but not including, 1.
    public func fraction() -> Double {
        let bits = generator.withLock { $0.next() }
        return Double(bits >> 11) * 0x1p-53
    }
}
