import KapellCore
import KapellJSON

/// The channels of a workflow, each with its place.
final class ChannelLayout: Sendable {
    let channels: [ChannelForm]
    let places: [String: Int]
    let workflow: String

    init(_ definitions: [any ChannelDefinition], of workflow: String) throws(KapellError) {
        var channels: [ChannelForm] = []
        var places: [String: Int] = [:]
        for definition in definitions {
            let name = definition.name
            guard !name.isEmpty else {
                throw KapellError(.configuration, "The workflow `\(workflow)` has a channel without a name.")
            }
            guard places.updateValue(channels.count, forKey: name) == nil else {
                throw KapellError(
                    .configuration, "The workflow `\(workflow)` has two channels with the name `\(name)`.",
                    remedy: "Name each channel once.")
            }
            do {
                channels.append(try definition.form())
            } catch {
                throw KapellError(
                    .configuration, "The first value of the channel `\(name)` has no form in JSON: \(error)")
            }
        }
        self.channels = channels
        self.places = places
        self.workflow = workflow
    }

    /// The channels of a run as the journal knows them.
    init(recorded channels: [ChannelForm], of workflow: String) {
        self.channels = channels
        places = Dictionary(
            channels.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.workflow = workflow
    }

    /// The channels with values, as the journal keeps them.
    func recorded(_ values: [JSONValue]) -> [ChannelForm] {
        zip(channels, values).map { channel, value in
            ChannelForm(
                name: channel.name, type: channel.type, typeID: channel.typeID, initial: value, kind: channel.kind,
                check: channel.check)
        }
    }

    var initial: [JSONValue] { channels.map(\.initial) }

    func place(of name: String) throws(KapellError) -> Int {
        if let place = places[name] { return place }
        throw KapellError(
            .invalidRequest, "The workflow `\(workflow)` has no channel `\(name)`.",
            remedy: "Its channels are \(channels.map { "`\($0.name)`" }.joined(separator: ", ")).")
    }

    /// Throws, by the channel's name, what is not of its type.
    func check(_ value: JSONValue, at place: Int) throws(KapellError) {
        do {
            try channels[place].check(value)
        } catch {
            throw KapellError(
                .invalidRequest,
                "The channel `\(channels[place].name)` of `\(workflow)` holds \(channels[place].type): \(error)")
        }
    }
}
