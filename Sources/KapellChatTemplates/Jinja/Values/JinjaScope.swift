/// The variables of a template, a loop's turn, a macro's call or a block.
final class JinjaScope {
    let parent: JinjaScope?
    private var ids: [Int] = []
    private var values: [JinjaValue] = []

    init(_ parent: JinjaScope?) { self.parent = parent }

    func set(_ id: Int, _ value: JinjaValue) {
        if let found = ids.firstIndex(of: id) {
            values[found] = value
        } else {
            ids.append(id)
            values.append(value)
        }
    }

    func find(_ id: Int) -> JinjaValue? {
        var scope: JinjaScope? = self
        while let current = scope {
            if let found = current.ids.firstIndex(of: id) { return current.values[found] }
            scope = current.parent
        }
        return nil
    }

    func removeAll() {
        ids = []
        values = []
    }
}
