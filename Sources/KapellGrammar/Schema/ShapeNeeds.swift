/// How many objects and arrays each shape opens within one another at the least; nil where no value can have the shape.
/// What no value can have is left out of the shapes: a property that cannot be, the items of an array that must be empty.
struct ShapeNeeds {
    private(set) var shapes: [Shape]
    private(set) var needs: [Int?]

    init(_ shapes: [Shape]) {
        self.shapes = shapes
        needs = [Int?](repeating: nil, count: shapes.count)
        // What a shape needs only sinks, so that this ends.
        var isSettled = false
        while !isSettled {
            isSettled = true
            for place in shapes.indices.reversed() {
                let need = need(of: shapes[place])
                if let need, needs[place].map({ need < $0 }) ?? true {
                    needs[place] = need
                    isSettled = false
                }
            }
        }
        for place in shapes.indices where needs[place] != nil { self.shapes[place] = pruned(shapes[place]) }
    }

    private func need(of shape: Shape) -> Int? {
        switch shape {
        case .union(let choices): choices.compactMap { needs[$0] }.min()
        case .literals(let values): values.isEmpty ? nil : 0
        case .string, .number: 0
        case .object(let object): need(of: object)
        case .array(let array): need(of: array)
        }
    }

    private func need(of object: ObjectShape) -> Int? {
        var deepest = 0
        var optional: [Int] = []
        var required = 0
        for member in object.members {
            let need = needs[member.shape]
            if member.isRequired {
                guard let need else { return nil }
                deepest = max(deepest, need)
                required += 1
            } else if let need {
                optional.append(need)
            }
        }
        if let most = object.most, required > most { return nil }
        var missing = object.least - required
        guard missing > 0 else { return deepest + 1 }
        for others in object.others {
            guard let need = needs[others.shape] else { continue }
            let count = others.keys.sizes()[0].map { Int($0) } ?? missing
            optional += [Int](repeating: need, count: min(count, missing))
        }
        if let most = object.most, object.least > most { return nil }
        for need in optional.sorted() where missing > 0 {
            deepest = max(deepest, need)
            missing -= 1
        }
        return missing > 0 ? nil : deepest + 1
    }

    private func need(of array: ArrayShape) -> Int? {
        var deepest = 0
        if let most = array.most, array.least > most { return nil }
        for place in 0..<min(array.least, array.prefix.count) {
            guard let need = needs[array.prefix[place]] else { return nil }
            deepest = max(deepest, need)
        }
        if array.least > array.prefix.count {
            guard let rest = array.rest, let need = needs[rest] else { return nil }
            deepest = max(deepest, need)
        }
        return deepest + 1
    }

    private func pruned(_ shape: Shape) -> Shape {
        switch shape {
        case .union(let choices): return .union(choices.filter { needs[$0] != nil })
        case .object(var object):
            object.members.removeAll { needs[$0.shape] == nil }
            object.others.removeAll { needs[$0.shape] == nil || $0.keys.isEmpty }
            return .object(object)
        case .array(var array):
            if let place = array.prefix.firstIndex(where: { needs[$0] == nil }) {
                array.prefix.removeLast(array.prefix.count - place)
                array.rest = nil
            }
            if let rest = array.rest, needs[rest] == nil { array.rest = nil }
            if array.rest == nil { array.most = min(array.most ?? .max, array.prefix.count) }
            return .array(array)
        default: return shape
        }
    }
}
