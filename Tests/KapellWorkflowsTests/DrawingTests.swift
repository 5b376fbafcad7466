import KapellCore
import KapellTesting
import KapellWorkflows
import Testing

@Suite("Drawings") struct DrawingTests {
    /// The points of a path, close to each other. Absolute `M`, `C` and `V` only.
    private func points(_ path: Substring) -> [(x: Double, y: Double)] {
        var numbers: [Double] = []
        var command: Character = "M"
        var points: [(x: Double, y: Double)] = []
        func take() {
            let last = points.last ?? (x: 0, y: 0)
            switch (command, numbers.count) {
            case ("M", 2): points.append((numbers[0], numbers[1]))
            case ("V", 1):
                for step in 1...40 { points.append((last.x, last.y + (numbers[0] - last.y) * Double(step) / 40)) }
            case ("C", 6):
                for step in 1...40 {
                    let t = Double(step) / 40
                    let u = 1 - t
                    let (a, b) = (u * u * u, 3 * t * u * u)
                    let (c, d) = (3 * t * t * u, t * t * t)
                    points.append(
                        (
                            a * last.x + b * numbers[0] + c * numbers[2] + d * numbers[4],
                            a * last.y + b * numbers[1] + c * numbers[3] + d * numbers[5]
                        ))
                }
            default: return
            }
            numbers = []
        }
        for word in path.split(separator: " ") {
            if let first = word.first, first.isLetter { command = first }
            numbers.append(Double(word.drop { $0.isLetter }) ?? .nan)
            take()
        }
        return points
    }

    private func values(_ name: String, _ element: Substring) -> Substring {
        guard let start = element.firstRange(of: " \(name)=\"") else { return "" }
        return element[start.upperBound...].prefix { $0 != "\"" }
    }

    @Test("No way passes behind a node that it does not lead to", arguments: UInt64(1)...8)
    func drawing(seed: UInt64) throws {
        var generator = SeededGenerator(seed)
        let count = 10
        // Each node leads to the next one, and some lead further.
        let ways = (0..<count).map { place in
            Set([place + 1] + (0..<2).map { _ in Int.random(in: place + 1...count, using: &generator) }).sorted()
                .map { "n\($0)" }
        }
        let workflow = try Workflow("drawn", channels: [notes]) {
            for place in 0...count { Node("n\(place)") { _ in } }
            for (place, to) in ways.enumerated() { Branch("n\(place)", toOneOf: to) { _ in to[0] } }
        }
        let svg = workflow.svg()
        let boxes = svg.split(separator: "<").filter { $0.hasPrefix("rect ") }.map { rect in
            let numbers = ["x", "y", "width", "height"].map { Double(values($0, rect)) ?? .nan }
            return (x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
        }
        #expect(boxes.count == count + 1)
        let paths = svg.split(separator: "<").filter { $0.hasPrefix("path class=\"way") }
        #expect(paths.count >= count)
        let width = Double(values("width", Substring(svg))) ?? 0
        for path in paths {
            let points = points(values("d", path))
            #expect(points.count > 20 && points.allSatisfy { $0.x > 0 && $0.x < width })
            for box in boxes {
                let isBehind = points.contains { point in
                    point.x > box.x + 1 && point.x < box.x + box.width - 1 && point.y > box.y + 1
                        && point.y < box.y + box.height - 1
                }
                #expect(!isBehind, "\(path)")
            }
        }
    }
}
