public import KapellCore
public import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A signed record of an answer: what was asked and answered, on what evidence, by what.
///
/// As JSON it is `{"form", "certificate", "signature"}`. Signed are the canonical bytes (RFC 8785) of `form` and
/// `certificate` together.
public struct AnswerCertificate: Sendable {
    /// Changes with the meaning of the fields.
    public static let form = "kapell-certificate/1"

    /// What is certified.
    public let contents: JSONObject
    /// `{"algorithm", "canonical", "key", "public_key", "value"}`.
    public let signature: JSONObject

    /// Signs contents.
    ///
    /// - Throws: `.invalidRequest` for contents that have no canonical form.
    public init(_ contents: CertificateContents, key: CertificateKey) throws(KapellError) {
        self.contents = contents.json
        let value = try key.sign(try Self.signed(contents.json))
        signature = [
            "algorithm": "Ed25519", "canonical": "RFC 8785", "key": .string(key.name),
            "public_key": .string(key.publicText), "value": .string(Data(value).base64EncodedString()),
        ]
    }

    /// Takes a certificate out of its JSON, without checking it.
    ///
    /// - Throws: `.invalidRequest` for what is none.
    public init(_ json: JSONValue) throws(KapellError) {
        guard json["form"]?.stringValue == Self.form, let contents = json["certificate"]?.objectValue,
            let signature = json["signature"]?.objectValue
        else {
            throw KapellError(.invalidRequest, "This is no certificate of the form \(Self.form).")
        }
        self.contents = contents
        self.signature = signature
    }

    /// Whether the signature is one of these contents by the public key that it names. Whose key that is, the
    /// certificate cannot say.
    public var isSigned: Bool {
        guard signature.count == 5, signature["algorithm"] == "Ed25519", signature["canonical"] == "RFC 8785",
            let key = unpacked("public_key"), let value = unpacked("value"),
            signature["key"]?.stringValue == CertificateKey.name(of: key), let bytes = try? Self.signed(contents)
        else { return false }
        return CertificateKey.isValid(value, of: bytes, by: key)
    }

    /// The bytes of base64 in its one canonical form: other bits in its last letter would change nothing.
    private func unpacked(_ field: String) -> [UInt8]? {
        guard let text = signature[field]?.stringValue, let data = Data(base64Encoded: text),
            data.base64EncodedString() == text
        else { return nil }
        return Array(data)
    }

    public var json: JSONObject {
        ["form": .string(Self.form), "certificate": .object(contents), "signature": .object(signature)]
    }

    private static func signed(_ contents: JSONObject) throws(KapellError) -> [UInt8] {
        try CanonicalJSON.bytes(of: ["form": .string(form), "certificate": .object(contents)])
    }
}
