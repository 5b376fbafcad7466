public import KapellCore

/// Collections in Pinecone's serverless indexes (REST API 2025-10).
///
/// A collection is an index `kapell-…`, a namespace is one of Pinecone's. Pinecone shows what was written after a while,
/// has no count of what matches and no pages of what matches: counts and reading with a filter read every record of the
/// namespace. A record's text and metadata together have 40 KB at most. Lost on the way: reading one's own writes, the
/// atomicity of batches of more than 100 records, search by words, that canonically equivalent texts are the same,
/// U+0000.
public struct PineconeVectorDatabase: VectorDatabase {
    public let engine = "pinecone"
    private let base: EngineDatabase<PineconeDriver>

    /// - Parameters:
    ///   - endpoint: the control plane; `https://api.pinecone.io` unless it is a stand-in.
    ///   - scanLimit: how many records may be read where Pinecone cannot answer by itself.
    public init(
        _ endpoint: EngineEndpoint, cloud: String = "aws", region: String = "us-east-1", scanLimit: Int = 100_000
    ) {
        let headers =
            [(name: "x-pinecone-api-version", value: "2025-10")]
            + (endpoint.key.map { [(name: "api-key", value: $0)] } ?? [])
        self.init(
            HTTPEngineTransport(endpoint: endpoint, headers: headers), secret: endpoint.key, cloud: cloud,
            region: region, scanLimit: scanLimit)
    }

    package init(
        _ transport: any EngineTransport, secret: String? = nil, cloud: String = "aws", region: String = "us-east-1",
        scanLimit: Int = 100_000, pause: Duration = .seconds(2)
    ) {
        let client = EngineClient(transport: transport, engine: "Pinecone", secret: secret)
        base = EngineDatabase(
            driver: PineconeDriver(client: client, cloud: cloud, region: region, pause: pause), scanLimit: scanLimit)
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
