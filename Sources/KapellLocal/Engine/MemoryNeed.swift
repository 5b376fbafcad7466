internal import CLlama
import KapellCore

/// Bytes that a model takes: its weights, which are mapped, and the keys and values of its context.
struct MemoryNeed {
    let weightBytes: Int64
    let cacheBytes: Int64

    var bytes: Int64 { weightBytes + cacheBytes }

    init(_ model: LlamaModel, _ limits: EngineLimits) {
        weightBytes = Int64(llama_model_size(model.pointer))
        let heads = max(1, Int64(llama_model_n_head(model.pointer)))
        let width = Int64(llama_model_n_embd(model.pointer)) / heads
        let architecture = model.metadata("general.architecture") ?? ""
        func length(_ name: String) -> Int64 {
            model.metadata("\(architecture).attention.\(name)").flatMap { Int64($0) } ?? width
        }
        let perToken =
            Int64(llama_model_n_layer(model.pointer)) * Int64(llama_model_n_head_kv(model.pointer))
            * (length("key_length") + length("value_length"))
        cacheBytes = perToken * limits.cache.bitsPerNumber / 16 / 8 * Int64(limits.capacity)
    }

    /// Beside the weights and the cache: what computing takes.
    private static let work: Int64 = 64 << 20

    /// - Throws: `.unsupported`, with what is needed and what there is.
    func check(_ path: String) throws(KapellError) {
        let needed = bytes + Self.work
        guard let free = SystemMemory.availableBytes, needed > free else { return }
        throw KapellError(
            .unsupported,
            "\(path) takes \(needed >> 20) MB (\(weightBytes >> 20) MB of weights, \(cacheBytes >> 20) MB of context); "
                + "\(free >> 20) MB are free.",
            remedy: "Set a smaller `context` or `capacity` for the model in kapell.yaml, or name a smaller model.",
            isRetryable: false)
    }
}

extension LocalModelOptions.CacheType {
    /// Bits of a number, in sixteenths: what a block of 32 takes, its scale among it.
    var bitsPerNumber: Int64 {
        switch self {
        case .f16: 256
        case .q8_0: 136
        case .q4_0: 72
        }
    }
}

/// What the machine has left for this process.
enum SystemMemory {
    /// The smaller of what the system says is available and what the process's control group allows; `nil` where nobody
    /// says.
    static var availableBytes: Int64? {
        let system = number(in: "/proc/meminfo", after: "MemAvailable:").map { $0 << 10 }
        guard let limit = contents("/sys/fs/cgroup/memory.max").flatMap({ Int64($0.trimmed) }) else { return system }
        let used = contents("/sys/fs/cgroup/memory.current").flatMap { Int64($0.trimmed) } ?? 0
        // Files that are cached count as used, and are given up when they are needed.
        let cached = number(in: "/sys/fs/cgroup/memory.stat", after: "inactive_file") ?? 0
        return min(system ?? .max, max(0, limit - used + cached))
    }

    private static func number(in path: String, after name: String) -> Int64? {
        contents(path)?.split(separator: "\n").first { $0.hasPrefix(name) }?.dropFirst(name.count)
            .split(separator: " ").first.flatMap { Int64($0) }
    }

    private static func contents(_ path: String) -> String? { FileSystem.systemText(path) }
}

extension String {
    fileprivate var trimmed: Substring { prefix { !$0.isNewline } }
}
