internal import CKapellLlama
internal import CLlama
import Synchronization

/// llama.cpp as a library: started once, and what it says kept for error messages.
enum Llama {
    /// Starts the library the first time it is asked for.
    static let started: Void = {
        llama_log_set(
            { level, text, _ in
                guard let text, level == GGML_LOG_LEVEL_ERROR else { return }
                Llama.lastError.withLock { $0 = String(cString: text) }
            }, nil)
        kapell_llama_use_panels()
        llama_backend_init()
    }()

    /// The library's last complaint, in one line.
    static let lastError = Mutex("")

    static func takeLastError() -> String {
        lastError.withLock { text in
            defer { text = "" }
            return String(text.split(whereSeparator: \.isNewline).last ?? "")
        }
    }

    /// Threads for computing: the machine's cores, at most 16.
    static var defaultThreads: Int { min(16, max(1, onlineProcessors())) }
}
