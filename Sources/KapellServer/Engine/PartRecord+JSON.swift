import KapellCore
import KapellJSON

extension [PartRecord] {
    /// `[{"number", "name", "kind", "pages", "start", "end"}]`: the number counts from 1, `pages` is how many it has, and
    /// `kind` is null where the store is older than that.
    var json: JSONValue {
        .array(
            enumerated().map { index, part in
                [
                    "number": .integer(Int64(index + 1)), "name": .string(part.name),
                    "kind": part.kind.map { .string($0) } ?? .null, "pages": .integer(Int64(part.pages.count)),
                    "start": .integer(Int64(part.span.start)), "end": .integer(Int64(part.span.end)),
                ]
            })
    }
}
