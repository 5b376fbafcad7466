/// The names of a template's variables as numbers, so that looking one up compares numbers.
struct JinjaNames: Sendable {
    private(set) var names: [String] = []
    private var ids: [String: Int] = [:]

    mutating func id(_ name: String) -> Int {
        if let id = ids[name] { return id }
        ids[name] = names.count
        names.append(name)
        return names.count - 1
    }

    func id(ifKnown name: String) -> Int? { ids[name] }
}
