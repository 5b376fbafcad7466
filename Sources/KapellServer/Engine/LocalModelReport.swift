import KapellCore
import KapellJSON
public import KapellStore

/// What the owner of a store says of a model that it has loaded, in words.
public struct LocalModelReport: Sendable {
    public let name: String
    public let text: String

    /// The models that the owner has loaded.
    ///
    /// - Throws: when the owner does not answer.
    public static func of(_ owner: StoreOwner) async throws -> [LocalModelReport] {
        guard let socket = owner.socket else { return [] }
        let answer = try await OwnerEngine(socket: socket, address: owner.address ?? socket).call("models", nil)
        return (answer["models"]?.arrayValue ?? []).compactMap { LocalModelReport($0) }
    }

    private init?(_ model: JSONValue) {
        guard model["loaded"]?.boolValue == true, let name = model["name"]?.stringValue else { return nil }
        self.name = name
        let memory = "\((model["bytes"]?.intValue ?? 0) / 1_000_000) MB"
        guard let engine = model["engine"] else {
            text = "loaded, \(memory)"
            return
        }
        func count(_ key: String) -> Double { engine[key]?.doubleValue ?? 0 }
        func share(_ part: Double, _ whole: Double) -> Int { whole > 0 ? Int((100 * part / whole).rounded()) : 0 }
        let read = count("tokens_read")
        let (written, reused) = (count("tokens_written"), count("tokens_reused"))
        let rate = count("seconds") > 0 ? (read + written) / count("seconds") : 0
        let fill = count("batches") > 0 ? count("batch_tokens") / count("batches") : 0
        text =
            "\(memory); \(Int(rate)) tokens computed a second, \(Int(fill.rounded())) in a batch; "
            + "\(share(reused, reused + read)) % of prompts were there already; "
            + "\(Int(count("active"))) requests run, \(Int(count("waiting"))) wait"
    }
}
