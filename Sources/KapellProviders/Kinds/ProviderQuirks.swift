import KapellDialects
import KapellJSON

/// What a provider wants to be different in the body of a request, as data.
public struct ProviderQuirks: Sendable, Hashable {
    /// Fields that have another name there.
    public var renames: [String: String] = [:]
    /// Fields that it refuses; each one that is left out is reported as a loss.
    public var unknownFields: Set<String> = []

    public init(renames: [String: String] = [:], unknownFields: Set<String> = []) {
        self.renames = renames
        self.unknownFields = unknownFields
    }

    func apply(to call: inout ProviderCall) {
        for field in unknownFields where call.body[field] != nil {
            call.body[field] = nil
            call.losses.append(DialectLoss(.dropped, field))
        }
        for (old, new) in renames {
            guard let value = call.body[old] else { continue }
            call.body[old] = nil
            if call.body[new] == nil { call.body[new] = value }
        }
    }
}
