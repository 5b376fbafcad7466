package import KapellCore
package import KapellJSON
import Logging
import Synchronization

/// Places on this machine, which clients over HTTP are not told: what they are called instead.
///
/// An error names the file that it is about, which helps who set it up. A client gets the name of the model or of the
/// adapter in its place, and paths as `kapell.yaml` has them; the error as it was goes to the log.
package final class ClientPaths: Sendable {
    /// The longest first, so that a file goes before its folder.
    private let names: [(path: String, name: String)]
    private let log: PathLog

    package init(_ project: Project) {
        let models = project.configuration.models
        var names: [(path: String, name: String)] = []
        for setting in [models.default, models.embedding] + models.local {
            if let path = setting.reference.path { names.append((path, setting.reference.description)) }
            for adapter in setting.adapters { names.append((adapter.path, "adapter \(adapter.name)")) }
        }
        names += [(project.store, "the store"), (project.home.path, "KAPELL_HOME")]
        names.append((project.configuration.directory, "the project"))
        if let home = project.environment["HOME"] { names.append((home, "~")) }
        self.names = names.filter { $0.path.hasPrefix("/") && $0.path.utf8.count > 1 }.map { entry in
            (entry.path.hasSuffix("/") ? String(entry.path.dropLast()) : entry.path, entry.name)
        }.sorted { $0.path.utf8.count > $1.path.utf8.count }
        log = PathLog()
    }

    /// The error as clients get it.
    package func hidden(in error: KapellError) -> KapellError {
        var told = error
        told.message = hidden(in: error.message)
        told.remedy = error.remedy.map { hidden(in: $0) }
        if told != error { log.note(error) }
        return told
    }

    /// The same for every text of an object.
    func hidden(in object: JSONObject) -> JSONObject {
        var told = object
        for (key, value) in object { told[key] = hidden(in: value) }
        return told
    }

    /// The same for the errors within an object, and not for what users have written there: for `error`, and for that of
    /// each object of a list.
    package func hidden(inErrorsOf object: JSONObject) -> JSONObject {
        var told = object
        for (key, value) in object {
            if key == "error" {
                told[key] = hidden(in: value)
            } else if let values = value.arrayValue {
                told[key] = .array(values.map { $0.objectValue.map { .object(hidden(inErrorsOf: $0)) } ?? $0 })
            }
        }
        return told
    }

    private func hidden(in value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(hidden(in: text))
        case .array(let values): .array(values.map { hidden(in: $0) })
        case .object(let object): .object(hidden(in: object))
        default: value
        }
    }

    private func hidden(in text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "/")) else { return text }
        var text = text
        for entry in names {
            var found = ""
            var rest = text[...]
            while let range = rest.firstRange(of: entry.path) {
                // The beginning of a longer name is another place.
                let goesOn = rest[range.upperBound...].first.map { $0.isLetter || $0.isNumber || "-_".contains($0) }
                found += rest[..<range.lowerBound]
                found += goesOn == true ? entry.path : entry.name
                rest = rest[range.upperBound...]
            }
            if !found.isEmpty || rest.count < text.count { text = found + rest }
        }
        return text
    }
}

/// Errors as they were, for who runs the server: each once in a while.
private final class PathLog: Sendable {
    private static let most = 64
    private let known = Mutex<Set<String>>([])
    private let logger = Logger(label: "kapell")

    func note(_ error: KapellError) {
        let isNew = known.withLock { known in
            if known.count >= Self.most { known = [] }
            return known.insert(error.message).inserted
        }
        guard isNew else { return }
        logger.warning("A client was refused: \(error.message) \(error.remedy ?? "")")
    }
}
