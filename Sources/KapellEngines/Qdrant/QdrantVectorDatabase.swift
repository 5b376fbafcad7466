public import KapellCore

/// Collections in a Qdrant server (REST API of 1.12 and newer).
///
/// A collection is one of Qdrant's, `kapell_NAME`; namespaces are a field with an index of keywords. The record that
/// Qdrant keeps under the number of all zeros holds what the collection was made with. Lost on the way: the atomicity of
/// batches of more than 1,000 records, search by words, that canonically equivalent texts are the same, U+0000.
public struct QdrantVectorDatabase: VectorDatabase {
    public let engine = "qdrant"
    private let base: EngineDatabase<QdrantDriver>

    /// - Parameter scanLimit: how many records may be read where Qdrant cannot answer by itself.
    public init(_ endpoint: EngineEndpoint, scanLimit: Int = 100_000) {
        let headers = endpoint.key.map { [(name: "api-key", value: $0)] } ?? []
        self.init(
            HTTPEngineTransport(endpoint: endpoint, headers: headers), secret: endpoint.key, scanLimit: scanLimit)
    }

    package init(_ transport: any EngineTransport, secret: String? = nil, scanLimit: Int = 100_000) {
        let client = EngineClient(transport: transport, engine: "Qdrant", secret: secret)
        base = EngineDatabase(driver: QdrantDriver(client: client), scanLimit: scanLimit)
    }

    public func collections() async throws(KapellError) -> [VectorCollectionOptions] { try await base.collections() }

    public func create(_ options: VectorCollectionOptions) async throws(KapellError) -> any VectorCollection {
        try await base.create(options)
    }

    public func collection(_ name: String) async throws(KapellError) -> any VectorCollection {
        try await base.collection(name)
    }

    public func drop(_ name: String) async throws(KapellError) { try await base.driver.drop(name) }
}
