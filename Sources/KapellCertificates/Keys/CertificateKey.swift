import Crypto
package import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The Ed25519 key that signs certificates. Nothing of its secret half is ever printed, logged or put into an error.
public struct CertificateKey: Sendable, CustomStringConvertible {
    private let secret: Curve25519.Signing.PrivateKey

    /// A new key.
    public init() { secret = Curve25519.Signing.PrivateKey() }

    /// A key out of its 32 bytes.
    ///
    /// - Throws: `.corrupt` for other bytes.
    package init(seed: [UInt8]) throws(KapellError) {
        do { secret = try Curve25519.Signing.PrivateKey(rawRepresentation: seed) } catch {
            throw KapellError(.corrupt, "The bytes are no Ed25519 key.", remedy: "Make a new key.")
        }
    }

    /// The public half, 32 bytes.
    public var publicBytes: [UInt8] { Array(secret.publicKey.rawRepresentation) }

    /// The public half in base64.
    public var publicText: String { Data(publicBytes).base64EncodedString() }

    /// The public half in PEM (RFC 8410), as OpenSSL and others read it.
    public var publicPEM: String { PEM.text(PEM.publicHead + publicBytes, "PUBLIC KEY") }

    /// The first 16 hexadecimal digits of the SHA-256 of the public half, to tell keys apart.
    public var name: String { Self.name(of: publicBytes) }

    static func name(of publicBytes: [UInt8]) -> String { String(Fingerprint.of(publicBytes).prefix(16)) }

    /// The secret half in PEM (RFC 8410), for its file.
    var secretPEM: String { PEM.text(PEM.secretHead + Array(secret.rawRepresentation), "PRIVATE KEY") }

    /// The signature of bytes, 64 bytes.
    func sign(_ bytes: [UInt8]) throws(KapellError) -> [UInt8] {
        do { return Array(try secret.signature(for: bytes)) } catch {
            throw KapellError(.internalError, "The certificate could not be signed.")
        }
    }

    static func isValid(_ signature: [UInt8], of bytes: [UInt8], by publicBytes: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicBytes) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }

    /// The public half's name: a value that is printed by mistake tells no secret.
    public var description: String { "Ed25519 key \(name)" }
}
