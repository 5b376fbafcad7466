public import KapellCore

/// Collections in a Chroma server (REST API version 2).
///
/// A collection is one of Chroma's for each namespace: `kapell.NAME.c` for the namespace without a name,
/// `kapell.NAME.n…` for others. Lost on the way: the atomicity of batches of more than 1,000 records, search by words,
/// that canonically equivalent texts are the same, U+0000.
public struct ChromaVectorDatabase: VectorDatabase {
    public let engine = "chroma"
    private let base: EngineDatabase<ChromaDriver>

    /// - Parameter scanLimit: how many records may be read where Chroma cannot answer by itself.
    public init(
        _ endpoint: EngineEndpoint, tenant: String = "default_tenant", database: String = "default_database",
        scanLimit: Int = 100_000
    ) {
        let headers = endpoint.key.map { [(name: "x-chroma-token", value: $0)] } ?? []
        self.init(
            HTTPEngineTransport(endpoint: endpoint, headers: headers), secret: endpoint.key, tenant: tenant,
            database: database, scanLimit: scanLimit)
    }

    package init(
        _ transport: any EngineTransport, secret: String? = nil, tenant: String = "default_tenant",
        database: String = "default_database", scanLimit: Int = 100_000
    ) {
        let path =
            "/api/v2/tenants/\(PercentEncoding.part(tenant))/databases/\(PercentEncoding.part(database))/collections"
        let client = EngineClient(transport: transport, engine: "Chroma", secret: secret)
        base = EngineDatabase(driver: ChromaDriver(client: client, path: path), scanLimit: scanLimit)
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
