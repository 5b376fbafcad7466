import KapellJSON

/// Gives each document of a request a name of its own, as Bedrock demands.
struct ConverseDocumentNames {
    private var used: Set<String> = []

    mutating func named(_ block: WireBlock) -> WireBlock {
        guard var document = block.object["document"]?.objectValue, let name = document["name"]?.stringValue else {
            return block
        }
        var unique = name
        var number = 2
        while !used.insert(unique).inserted {
            unique = "\(name) (\(number))"
            number += 1
        }
        document["name"] = .string(unique)
        var block = block
        block.object["document"] = .object(document)
        return block
    }
}
