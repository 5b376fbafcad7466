import KapellJSON

/// Where a passage stands, for a person: `services.pdf, page 9`, `contracts.zip, lease.pdf, page 3`.
enum PassagePlace {
    /// - Parameter passage: a citation or a search's result.
    static func text(of passage: JSONObject) -> String {
        let names = ["document", "part"].compactMap { passage[$0]?.stringValue }
        let page = passage["page"]?.intValue.map { "page \($0)" }
        return Terminal.plain((names + [page].compactMap(\.self)).joined(separator: ", "))
    }
}
