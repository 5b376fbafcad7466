import KapellCore
import KapellJSON

extension RunMemory {
    /// Whether anything that tasks wait for has come by now, of which they were not told yet.
    mutating func takeDue(_ now: Int64) -> Bool {
        var isAny = false
        for (id, wait) in waits where !wait.isSettled && isDue(wait, now) {
            waits[id]?.isSettled = true
            isAny = true
        }
        return isAny
    }

    private func isDue(_ wait: Wait, _ now: Int64) -> Bool {
        if wait.answer != nil { return true }
        if let until = wait.record.until, until <= now { return true }
        return wait.record.kind == .event
            && inbox.contains { $0.event == wait.record.event && $0.key == wait.record.key }
    }

    /// What the run waits for, in the order of the names.
    var open: [WaitRecord] {
        waits.values.filter { $0.answer == nil }.map(\.record).sorted { $0.id < $1.id }
    }

    /// When the run can go on by itself; `nil` where it cannot.
    var wakes: Int64? { open.compactMap(\.until).min() }
}
