/// The resources that the way to a schema has led through, as far as dynamic references depend on them.
///
/// A scope is a number; 0 is the empty one. A resource counts where it is met first, so that their number is bounded.
struct SchemaScopes {
    private struct Scope: Hashable {
        var parent: Int32
        var resource: Int32
    }

    private var scopes: [Scope] = []
    private var numbers: [Scope: Int32] = [:]

    /// The scope after a resource was entered from `scope`.
    mutating func enter(_ resource: Int, from scope: Int32) -> Int32 {
        let resource = Int32(truncatingIfNeeded: resource)
        var at = scope
        while at != 0 {
            let entry = scopes[Int(at) - 1]
            if entry.resource == resource { return scope }
            at = entry.parent
        }
        let entered = Scope(parent: scope, resource: resource)
        if let known = numbers[entered] { return known }
        scopes.append(entered)
        let number = Int32(truncatingIfNeeded: scopes.count)
        numbers[entered] = number
        return number
    }

    /// The schema of a dynamic anchor, from the outermost resource that has it.
    func schema(named name: SchemaKey, in scope: Int32, _ anchors: [[SchemaKey: Int]]) -> Int? {
        var found: Int?
        var at = scope
        while at != 0 {
            let entry = scopes[Int(at) - 1]
            if let node = anchors[Int(entry.resource)][name] { found = node }
            at = entry.parent
        }
        return found
    }
}
