import KapellCore

/// Brings the marks of a prompt cache into what Anthropic's models take: at most four, none that lasts an hour after one
/// that lasts five minutes, in the order tools, system, messages.
enum CachePlan {
    static let limit = 4

    static func apply(
        to tools: inout [WireBlock], _ system: inout [WireBlock], _ turns: inout [WireTurn]
    ) -> [DialectLoss] {
        let head = (tools + system).count { $0.mark != nil }
        let tail = turns.reduce(0) { $0 + $1.results.count { $0.mark != nil } + $1.blocks.count { $0.mark != nil } }
        guard head + tail > 0 else { return [] }
        // The last marks save the most; one of those before the messages is kept, for conversations that differ.
        let keptOfTail = min(tail, limit - min(head, head + tail > limit ? 1 : limit))
        var walk = Walk(toDrop: max(0, head - (limit - keptOfTail)))
        for index in tools.indices { walk.visit(&tools[index]) }
        for index in system.indices { walk.visit(&system[index]) }
        walk.toDrop = tail - keptOfTail
        for turn in turns.indices {
            for index in turns[turn].results.indices { walk.visit(&turns[turn].results[index]) }
            for index in turns[turn].blocks.indices { walk.visit(&turns[turn].blocks[index]) }
        }
        return walk.losses
    }

    private struct Walk {
        var toDrop: Int
        var isShort = false
        var losses: [DialectLoss] = []

        mutating func visit(_ block: inout WireBlock) {
            guard let mark = block.mark else { return }
            if toDrop > 0 {
                toDrop -= 1
                block.mark = nil
                losses.append(DialectLoss(.dropped, "\(block.field).cache_control"))
                return
            }
            let time = mark.timeToLive
            let wished = time == nil || time == "5m" || time == "1h" ? time : "1h"
            let given = isShort && wished == "1h" ? "5m" : wished
            if given != "1h" { isShort = true }
            if given != time { losses.append(DialectLoss(.approximated, "\(block.field).cache_control.ttl")) }
            block.mark = ModelCacheMark(timeToLive: given)
        }
    }
}
