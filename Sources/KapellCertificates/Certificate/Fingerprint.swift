import Crypto
import KapellCore

/// SHA-256, in hexadecimal.
public enum Fingerprint {
    public static func of(_ bytes: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        hash.update(data: Array(bytes))
        return Hexadecimal.text(hash.finalize())
    }

    public static func of(_ text: String) -> String { of(Array(text.utf8)) }
}
