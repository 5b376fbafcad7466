import KapellCertificates
import KapellCore
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("The key of certificates") struct CertificateKeyTests {
    private func folder() throws -> String {
        let path = "\(FileManager.default.temporaryDirectory.path())/kapell-key-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func mode(_ path: String) throws -> Int {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return Int(status.st_mode & 0o777)
    }

    @Test("The key of RFC 8032's first test has the public half that is given there") func known() throws {
        let seed: [UInt8] = [
            0x9D, 0x61, 0xB1, 0x9D, 0xEF, 0xFD, 0x5A, 0x60, 0xBA, 0x84, 0x4A, 0xF4, 0x92, 0xEC, 0x2C, 0xC4, 0x44, 0x49,
            0xC5, 0x69, 0x7B, 0x32, 0x69, 0x19, 0x70, 0x3B, 0xAC, 0x03, 0x1C, 0xAE, 0x7F, 0x60,
        ]
        let key = try CertificateKey(seed: seed)
        #expect(key.publicBytes.prefix(4) == [0xD7, 0x5A, 0x98, 0x01])
        #expect(key.publicPEM.contains("MCowBQYDK2VwAyEA"))
        #expect(key.description == "Ed25519 key \(key.name)")
        #expect(throws: KapellError.self) { try CertificateKey(seed: [1, 2, 3]) }
    }

    @Test("It is made on first use, for its owner alone, and stays") func made() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = CertificateKeyFile(path: "\(folder)/keys/certificate.pem")
        let key = try file.key()
        #expect(try mode(file.path) == 0o600)
        #expect(try mode("\(folder)/keys") == 0o700)
        #expect(try file.key().name == key.name)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/keys") == ["certificate.pem"])
    }

    @Test("Of several that make it at once, one key stays") func race() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = CertificateKeyFile(path: "\(folder)/keys/certificate.pem")
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try file.key().name } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(names.count == 1)
    }

    @Test("A key that others may read, or that is none, is refused, and no error tells what is in it") func refused()
        throws
    {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/key.pem"
        let file = CertificateKeyFile(path: path)
        _ = try file.key()
        let secret = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")[1]
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect { try file.key() } throws: { error in
            guard let error = error as? KapellError else { return false }
            return error.code == .permission && !error.description.contains(secret)
        }
        for text in ["", "x", "-----BEGIN PRIVATE KEY-----\n\(secret.dropLast(8))\n-----END PRIVATE KEY-----\n"] {
            try Data(text.utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            #expect { try file.key() } throws: { error in
                guard let error = error as? KapellError else { return false }
                return error.code == .corrupt && !error.description.contains(secret.prefix(30))
            }
        }
        #expect(throws: KapellError.self) { try CertificateKeyFile(path: "\(folder)/none/more/key.pem").key() }
        #expect(throws: KapellError.self) { try CertificateKeyFile(path: folder).key() }
    }
}
