public import KapellJSON

/// `models.providers.NAME`: a host of models, and how it is reached.
///
/// The key and the values of headers are never shown: description, dump and ``json`` say only that they are there.
public struct ProviderSetting: Sendable, Hashable {
    /// The name it has in `provider/model`: `[a-z0-9][a-z0-9_-]{0,63}`.
    public var name: String
    /// What it is: one of ``ProviderKinds/names``.
    public var kind: String
    /// The base address: http or https, without user, query and fragment; `nil` for the kind's own.
    public var url: String?
    /// The key; `nil` where there is none, or where the environment has it.
    public var key: String?
    /// The variable that the key was to come from, where it is not set: requests to the provider say so.
    public var unsetKeyVariable: String?
    /// The only dialect that it is asked in, such as `openai-responses`; `nil` leaves it to the request.
    public var dialect: String?
    /// The region of a cloud, for `bedrock`; `nil` leaves it to the environment.
    public var region: String?
    /// The version of the API, for `azure`; `nil` for the newest.
    public var apiVersion: String?
    /// Whether its address may be one of a private network.
    public var isPrivate: Bool
    /// What is sent with every request, in the order of the file.
    public var headers: [ProviderHeader]

    public init(
        name: String,
        kind: String,
        url: String? = nil,
        key: String? = nil,
        region: String? = nil,
        apiVersion: String? = nil,
        isPrivate: Bool = false,
        headers: [ProviderHeader] = []
    ) {
        self.name = name
        self.kind = kind
        self.url = url
        self.key = key
        self.region = region
        self.apiVersion = apiVersion
        self.isPrivate = isPrivate
        self.headers = headers
    }
}

extension ProviderSetting {
    /// What may be shown of it, for `kapell check --json`.
    public var json: JSONValue {
        var object: JSONObject = ["name": .string(name), "kind": .string(kind)]
        if let url { object["url"] = .string(url) }
        if let region { object["region"] = .string(region) }
        if let dialect { object["dialect"] = .string(dialect) }
        if let apiVersion { object["api_version"] = .string(apiVersion) }
        object["has_key"] = .bool(key != nil)
        object["private"] = .bool(isPrivate)
        object["headers"] = .array(headers.map { .string($0.name) })
        return .object(object)
    }
}

extension ProviderSetting: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name, the kind and the address.
    public var description: String {
        var parts = [name == kind ? kind : "\(name) (\(kind))"]
        if let url { parts.append(url) }
        if let region { parts.append(region) }
        if key != nil { parts.append("with a key") }
        return parts.joined(separator: ", ")
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "name": name, "kind": kind, "url": url as Any, "key": key == nil ? "none" : "…",
                "region": region as Any, "dialect": dialect as Any, "apiVersion": apiVersion as Any,
                "isPrivate": isPrivate, "headers": headers,
            ])
    }
}
