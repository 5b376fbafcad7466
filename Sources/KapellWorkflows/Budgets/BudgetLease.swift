public import KapellCore
import Synchronization

/// A part of a budget. It is taken from the budget above, in which it is kept free for it; what is left of it goes back
/// when it is closed or cancelled.
///
/// ```swift
/// let run = BudgetLease(Allowance(dollars: 1))
/// let step = try run.lease(Allowance(dollars: 0.25))
/// try step.check()                             // before a request
/// try step.charge(response.usage, dollars: 0.01)     // after it
/// step.close()                                  // 0.24 go back
/// ```
///
/// What was spent is counted in any case, also beyond the limit: it has happened. The next ``check()`` refuses then.
public final class BudgetLease: Sendable {
    private struct Account {
        var parent: Int?
        var limits: [Int64?]
        /// What children have taken of this one's limits.
        var leased: [Int64] = [0, 0, 0]
        /// What counts against this one's limits.
        var spent: [Int64] = [0, 0, 0]
        /// All that was spent here and below.
        var total = Spending()
        var deadline: Int64?
        var depth: Int?
        var isOpen = true
        var isCancelled = false
    }

    /// All budgets of one tree, so that they change together.
    private final class Ledger: Sendable {
        let accounts = Mutex<[Int: Account]>([:])
        let next = Atomic(1)
        let now: @Sendable () -> Int64

        init(_ now: @escaping @Sendable () -> Int64) { self.now = now }
    }

    private let ledger: Ledger
    private let id: Int
    /// Lives as long as its parts.
    private let parent: BudgetLease?

    /// A budget that is no part of another.
    ///
    /// - Parameter now: nanoseconds, of any clock that is not set back.
    public convenience init(
        _ allowance: Allowance, now: @escaping @Sendable () -> Int64 = { Timestamp.now.nanoseconds }
    ) {
        self.init(allowance, spent: Spending(), now: now)
    }

    init(_ allowance: Allowance, spent: Spending, now: @escaping @Sendable () -> Int64) {
        ledger = Ledger(now)
        id = 0
        parent = nil
        var account = Account(parent: nil, limits: allowance.limits)
        account.spent = spent.amounts
        account.total = spent
        account.deadline = allowance.time.map { now().clampedAdding($0.clampedNanoseconds) }
        account.depth = allowance.depth
        ledger.accounts.withLock { [account] in $0[0] = account }
    }

    private init(_ ledger: Ledger, _ id: Int, _ parent: BudgetLease) {
        self.ledger = ledger
        self.id = id
        self.parent = parent
    }

    /// Takes a part. Where `part` has no limit, the new lease spends what is free here.
    ///
    /// - Throws: `.limitExceeded` that names what is not left, or that budgets lie too deep; `.cancelled`.
    public func lease(_ part: Allowance) throws(KapellError) -> BudgetLease {
        let number = ledger.next.add(1, ordering: .relaxed).oldValue
        let now = ledger.now()
        try ledger.accounts.withLock { accounts throws(KapellError) in
            try Self.checkOpen(id, accounts)
            guard let account = accounts[id] else { return }
            if let depth = account.depth, depth < 1 {
                throw Self.exceeded("Budgets lie deeper in each other than allowed.", "Raise the budget's `depth`.")
            }
            var child = Account(parent: id, limits: part.limits)
            let depths = [account.depth.map { $0 - 1 }, part.depth].compactMap { $0 }
            child.depth = depths.min()
            child.deadline = [account.deadline, part.time.map { now.clampedAdding($0.clampedNanoseconds) }]
                .compactMap { $0 }.min()
            for kind in 0..<3 {
                guard let wanted = child.limits[kind], let free = Self.free(id, kind, accounts) else { continue }
                guard wanted <= free else {
                    throw Self.exceeded(
                        "A part of the budget would take more \(Spending.kinds[kind]) than are left.",
                        "Take a smaller part, or raise the budget.")
                }
            }
            for kind in 0..<3 {
                guard let wanted = child.limits[kind], let holder = Self.holder(id, kind, accounts) else { continue }
                accounts[holder]?.leased[kind] += wanted
            }
            accounts[number] = child
        }
        return BudgetLease(ledger, number, self)
    }

    /// Whether anything may still be spent, before something is begun that costs.
    ///
    /// - Throws: `.limitExceeded` that names what is used up; `.cancelled`.
    public func check() throws(KapellError) {
        let now = ledger.now()
        try ledger.accounts.withLock { accounts throws(KapellError) in
            try Self.checkOpen(id, accounts)
            if let deadline = accounts[id]?.deadline, now >= deadline {
                throw Self.exceeded("The budget's time is used up.", "Raise the budget's `time`.")
            }
            for kind in 0..<3 {
                guard let free = Self.free(id, kind, accounts), free <= 0 else { continue }
                throw Self.exceeded(
                    "The budget's \(Spending.kinds[kind]) are used up.", "Raise the budget, and resume the run.")
            }
        }
    }

    /// Counts what was spent.
    ///
    /// - Throws: `.limitExceeded` when that was more than was left. It is counted all the same.
    public func charge(_ usage: ModelUsage, dollars: Double = 0, calls: Int = 1) throws(KapellError) {
        try charge(
            Spending(
                tokens: usage.totalTokens.clampedAdding(usage.embeddingTokens),
                nanodollars: Spending.nanodollars(dollars), calls: max(0, calls)))
    }

    /// The same of something that is no model.
    public func charge(_ spending: Spending) throws(KapellError) {
        let amounts = spending.amounts
        try ledger.accounts.withLock { accounts throws(KapellError) in
            var place: Int? = id
            while let here = place {
                let total = accounts[here]?.total ?? Spending()
                accounts[here]?.total = total + spending
                place = accounts[here]?.parent
            }
            var over: Int?
            for kind in 0..<3 where amounts[kind] > 0 {
                guard let holder = Self.holder(id, kind, accounts), var account = accounts[holder] else { continue }
                account.spent[kind] = account.spent[kind].clampedAdding(amounts[kind])
                accounts[holder] = account
                if let free = Self.free(holder, kind, accounts), free < 0 { over = over ?? kind }
            }
            if let over {
                throw Self.exceeded(
                    "More \(Spending.kinds[over]) were spent than the budget has.",
                    "Raise the budget, and resume the run.")
            }
        }
    }

    /// What was spent here and below.
    public var spent: Spending { ledger.accounts.withLock { $0[id]?.total ?? Spending() } }

    /// What may still be spent.
    public var left: Allowance {
        let now = ledger.now()
        return ledger.accounts.withLock { accounts in
            func free(_ kind: Int) -> Int64? { Self.free(id, kind, accounts).map { max(0, $0) } }
            return Allowance(
                tokens: free(0).map { Int($0) }, dollars: free(1).map { Double($0) / 1e9 },
                calls: free(2).map { Int($0) },
                time: accounts[id]?.deadline.map { .nanoseconds(max(0, $0.clampedSubtracting(now))) },
                depth: accounts[id]?.depth)
        }
    }

    /// Gives back what is left, of the leases below too. Closing again does nothing.
    public func close() { end(isCancelled: false) }

    /// Gives back what is left; here and below nothing more may be begun.
    public func cancel() { end(isCancelled: true) }

    private func end(isCancelled: Bool) {
        ledger.accounts.withLock { Self.end(id, isCancelled, &$0) }
    }

    private static func end(_ id: Int, _ isCancelled: Bool, _ accounts: inout [Int: Account]) {
        for (child, account) in accounts where account.parent == id && account.isOpen {
            end(child, isCancelled, &accounts)
        }
        guard var account = accounts[id], account.isOpen else { return }
        account.isOpen = false
        account.isCancelled = isCancelled
        if let parent = account.parent {
            for kind in 0..<3 {
                guard let limit = account.limits[kind], let holder = holder(parent, kind, accounts) else { continue }
                accounts[holder]?.leased[kind] -= limit
                let spent = accounts[holder]?.spent[kind] ?? 0
                accounts[holder]?.spent[kind] = spent.clampedAdding(account.spent[kind])
                // What comes late is counted above.
                account.limits[kind] = nil
            }
        }
        // A lease that is over need not be remembered, unless somebody below counts on it.
        accounts[id] = account
    }

    /// The nearest account that has a limit of a kind.
    private static func holder(_ id: Int, _ kind: Int, _ accounts: [Int: Account]) -> Int? {
        var place: Int? = id
        while let here = place {
            if accounts[here]?.limits[kind] != nil { return here }
            place = accounts[here]?.parent
        }
        return nil
    }

    /// What is free of a kind; `nil` where nothing limits it.
    private static func free(_ id: Int, _ kind: Int, _ accounts: [Int: Account]) -> Int64? {
        guard let holder = holder(id, kind, accounts), let account = accounts[holder],
            let limit = account.limits[kind]
        else { return nil }
        return limit.clampedSubtracting(account.spent[kind]).clampedSubtracting(account.leased[kind])
    }

    private static func checkOpen(_ id: Int, _ accounts: [Int: Account]) throws(KapellError) {
        guard let account = accounts[id], account.isOpen else {
            throw KapellError(.cancelled, "This part of the budget was given back.")
        }
    }

    private static func exceeded(_ message: String, _ remedy: String) -> KapellError {
        KapellError(.limitExceeded, message, remedy: remedy, isRetryable: false)
    }

    deinit {
        // Nobody can ask for it any more; its account goes once no other counts on it.
        let id = id
        ledger.accounts.withLock { accounts in
            guard accounts[id]?.parent != nil else { return }
            Self.end(id, false, &accounts)
            if !accounts.values.contains(where: { $0.parent == id }) { accounts[id] = nil }
        }
    }
}
