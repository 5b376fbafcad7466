import ArgumentParser
import KapellCertificates
import KapellJSON
import KapellServer

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Shows the key that signs certificates.",
        subcommands: [CertificateKeyCommand.self])
}

struct CertificateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Prints the public half of the key that signs certificates.",
        discussion: """
            Examples:
              kapell keys certificate > signer.pem
              kapell keys certificate --json

            The key is made when it is first needed, in $KAPELL_HOME/keys/certificate.pem, or in the file that
            KAPELL_CERTIFICATE_KEY names; its secret half is never printed. Give the public half to those who check your
            certificates, by another way than the certificates themselves.
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let key = try common.home().certificateKey(CommonOptions.environment).key()
        if common.json {
            let object: JSONObject = [
                "algorithm": "Ed25519", "key": .string(key.name), "public_key": .string(key.publicText),
                "pem": .string(key.publicPEM),
            ]
            Terminal.print(JSONValue.object(object).serialized(pretty: true))
        } else {
            Terminal.stream(key.publicPEM)
            Terminal.say(Terminal.dim("key \(key.name)"))
        }
    }
}
