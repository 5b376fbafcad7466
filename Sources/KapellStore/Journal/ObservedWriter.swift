import KapellCore

/// Writes what was observed, in batches, in the background.
struct ObservedWriter: Sendable {
    let queue: ObservedQueue
    let segments: JournalSegments
    let keepContent: Bool
    let retentionDays: Int
    let now: @Sendable () -> Int64

    /// How long an event waits for others to be written with, in steps: a look at the queue after each of them. Who waits
    /// for the journal to be written waits for the end of one; each look costs a timer and two switches of threads.
    private static let patience = [5, 10, 15, 20].map { Duration.milliseconds($0) }

    /// Writes until the queue is closed and empty.
    func run() async {
        var today = ""
        for await _ in queue.signals {
            await gather()
            await drain(&today)
        }
        await drain(&today)
    }

    /// First day whose segment is kept.
    func oldestDay() -> String {
        let day: Int64 = 86_400_000_000_000
        return Timestamp(nanoseconds: now() - Int64(clamping: retentionDays) &* day).day
    }

    private func gather() async {
        for step in Self.patience where !queue.isUrgent { try? await Task.sleep(for: step) }
    }

    private func drain(_ today: inout String) async {
        let observations = queue.take()
        guard !observations.isEmpty else { return }
        let oldest = oldestDay()
        if oldest != today {
            today = oldest
            segments.remove(before: oldest)
        }
        var days: [String: [JournalItem]] = [:]
        var dropped = 0
        for observation in observations {
            let day = observation.event.run.start.day
            guard JournalSegments.isDay(day), day >= oldest else {
                dropped += 1
                continue
            }
            days[day, default: []].append(
                JournalItem(observation.event, content: observation.content, keepContent: keepContent))
        }
        for (day, items) in days { dropped += items.count - (await write(items, day: day)) }
        queue.settle(observations.count, dropped: dropped)
    }

    /// - Returns: how many were written.
    private func write(_ items: [JournalItem], day: String) async -> Int {
        for _ in 0..<2 {
            do {
                return try await segments.file(day, create: true)?.write(items, unique: false) ?? 0
            } catch let error where error.code == .corrupt {
                segments.setAside(day)
            } catch {
                return 0
            }
        }
        return 0
    }
}
