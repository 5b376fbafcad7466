import Hummingbird
import KapellJSON
import KapellLocal

/// `/kapell/v1/models`: how the models of this process stand.
struct LocalModelRoutes {
    let pool: LocalModelPool

    func add(to router: Router<KapellRequestContext>) {
        router.get("kapell/v1/models") { _, _ in
            Response.json(["models": .array(pool.states.map { .object($0.json) })])
        }
    }
}

extension LocalModelState {
    var json: JSONObject {
        var object: JSONObject = [
            "name": .string(name), "purpose": .string(purpose.rawValue), "loaded": .bool(isLoaded),
            "bytes": .integer(bytes),
        ]
        if let counts { object["engine"] = .object(counts.json) }
        return object
    }
}

extension EngineCounts {
    var json: JSONObject {
        [
            "active": .integer(Int64(active)), "waiting": .integer(Int64(waiting)), "kept": .integer(Int64(kept)),
            "tokens_read": .integer(Int64(tokensRead)), "tokens_reused": .integer(Int64(tokensReused)),
            "tokens_written": .integer(Int64(tokensWritten)), "tokens_guessed": .integer(Int64(tokensGuessed)),
            "guesses_right": .integer(Int64(guessesRight)), "batches": .integer(Int64(batches)),
            "batch_tokens": .integer(Int64(batchTokens)), "seconds": .number(seconds),
            "refused": .integer(Int64(refused)), "preempted": .integer(Int64(preempted)),
            "weight_bytes": .integer(weightBytes), "cache_bytes": .integer(cacheBytes),
        ]
    }
}
