public import KapellCore

/// Collections in a Weaviate server of version 1.33 or newer (REST API, searches by GraphQL, which a server may have to
/// be told to keep on).
///
/// A collection is a class `Kapell_…`; namespaces are a property. Pages are read in Weaviate's own order over all
/// namespaces and put right here: reading everything, and filters with an order of numbers or dates, read every object
/// of the class. Lost on the way: the atomicity of batches, search by words, that canonically equivalent texts are the
/// same, U+0000.
public struct WeaviateVectorDatabase: VectorDatabase {
    public let engine = "weaviate"
    private let base: EngineDatabase<WeaviateDriver>

    /// - Parameter scanLimit: how many records may be read where Weaviate cannot answer by itself.
    public init(_ endpoint: EngineEndpoint, scanLimit: Int = 100_000) {
        let headers = endpoint.key.map { [(name: "authorization", value: "Bearer \($0)")] } ?? []
        self.init(
            HTTPEngineTransport(endpoint: endpoint, headers: headers), secret: endpoint.key, scanLimit: scanLimit)
    }

    package init(_ transport: any EngineTransport, secret: String? = nil, scanLimit: Int = 100_000) {
        let client = EngineClient(transport: transport, engine: "Weaviate", secret: secret)
        base = EngineDatabase(driver: WeaviateDriver(client: client), scanLimit: scanLimit)
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
