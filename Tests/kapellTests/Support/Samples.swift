#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Texts and files that tests index.
enum Samples {
    static let lease = """
        # Lease of the mill

        The landlord is Orme Estates. The tenant is Kestrel Bakery.

        Either party may end this lease with six months' written notice. The monthly rent is 1,450 euros – payable on
        the third day of each month. The tenant keeps the mill wheel in repair.

        Größere Schäden are reported within ten days.
        """

    static let question = "How much notice ends the lease?"

    /// A file of the tests of documents.
    static func fixture(_ name: String) throws -> [UInt8] { try file("Tests/KapellDocumentsTests/Fixtures/\(name)") }

    /// A file of the examples.
    static func example(_ name: String) throws -> [UInt8] { try file("Examples/\(name)") }

    private static func file(_ path: String) throws -> [UInt8] {
        let root = String(#filePath).split(separator: "/").dropLast(4).joined(separator: "/")
        return Array(try Data(contentsOf: URL(filePath: "/\(root)/\(path)")))
    }
}
