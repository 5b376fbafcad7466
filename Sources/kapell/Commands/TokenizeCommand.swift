import ArgumentParser
import KapellCore
import KapellJSON
import KapellLocal
import KapellServer

struct TokenizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize", abstract: "Cuts a text into the tokens of a local model, or puts tokens together.",
        discussion: """
            Examples:
              kapell tokenize "Hello, world!"
              kapell tokenize --count < contract.txt
              kapell tokenize --detokenize 19556 28
              kapell tokenize "Hello" --model ./models/other.gguf --json

            Only the vocabulary of the model is read, not its weights.
            """)

    @Argument(help: "The text, or tokens with --detokenize; standard input when absent.")
    var input: [String] = []

    @Option(
        help: ArgumentHelp("A local model, or a .gguf file; the default model when absent.", valueName: "name|file"))
    var model: String?

    @Flag(help: "Puts tokens together to a text.")
    var detokenize = false

    @Flag(help: "Prints how many there are, and nothing else.")
    var count = false

    @Flag(help: "Puts the model's own begin and end marks round the text.")
    var special = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let tokenizer = try LocalTokenizer(path: try path())
        if detokenize { return try await join(tokenizer) }
        let tokens = try await tokenizer.tokenize(try text(), addsSpecial: special)
        if common.json {
            let list = JSONValue.array(tokens.map { .integer(Int64($0)) })
            Terminal.print(
                JSONValue.object(["count": .integer(Int64(tokens.count)), "tokens": list]).serialized(pretty: true))
        } else if count {
            Terminal.print("\(tokens.count)")
        } else {
            Terminal.print(tokens.map { String($0) }.joined(separator: " "))
        }
    }

    private func path() throws -> String {
        let reference = try common.configuration().models.default.reference
        guard model != nil || reference.isLocal else {
            throw KapellError(
                .invalidRequest, "The default model is \(reference), whose tokens are not known here.",
                remedy: "Name a local one: --model local/smollm2-135m-instruct")
        }
        return try ModelStore(home: try common.home().path).path(
            for: model ?? reference.path ?? reference.description)
    }

    private func text() throws -> String {
        if !input.isEmpty { return input.joined(separator: " ") }
        var text = ""
        while let line = readLine(strippingNewline: false) { text += line }
        return text
    }

    private func join(_ tokenizer: LocalTokenizer) async throws {
        let words = try input.isEmpty ? text().split(whereSeparator: \.isWhitespace).map(String.init) : input
        let tokens = try words.map { word in
            guard let token = Int32(word) else {
                throw KapellError(
                    .invalidRequest, "\(word.prefix(40)) is no token.", remedy: "Tokens are whole numbers.")
            }
            return token
        }
        let text = try await tokenizer.detokenize(tokens)
        Terminal.print(common.json ? JSONValue.object(["text": .string(text)]).serialized(pretty: true) : text)
    }
}
