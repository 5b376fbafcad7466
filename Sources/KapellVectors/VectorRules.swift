internal import CKapellKernels

/// What an index accepts, and how it scores: the same for every kind of index, to the last bit.
struct VectorRules: Sendable {
    let dimensions: Int
    let metric: VectorMetric

    init(dimensions: Int, metric: VectorMetric) throws(VectorError) {
        guard (1...FlatIndex.maximumDimensions).contains(dimensions) else { throw .invalidDimensions(dimensions) }
        self.init(checked: dimensions, metric: metric)
    }

    init(checked dimensions: Int, metric: VectorMetric) {
        self.dimensions = dimensions
        self.metric = metric
    }

    /// The vector as it is stored and compared: checked, and under cosine of length 1.
    func prepare(_ vector: [Float], id: Int64?) throws(VectorError) -> [Float] {
        guard vector.count == dimensions else {
            throw .wrongDimensions(expected: dimensions, actual: vector.count, id: id)
        }
        // A component that is not finite makes the sum so, and so may large ones that are.
        var squares = 0.0
        for component in vector { squares += Double(component) * Double(component) }
        if !squares.isFinite, let index = vector.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(index: index, isNaN: vector[index].isNaN, id: id)
        }
        guard metric == .cosine else { return vector }
        guard squares > 0 else { throw .zeroVector(id: id) }
        let scale = 1 / squares.squareRoot()
        return vector.map { Float(Double($0) * scale) }
    }

    /// The score of a prepared query and a stored vector.
    @inline(__always)
    func score(_ query: UnsafePointer<Float>, _ row: UnsafePointer<Float>) -> Float {
        let raw =
            switch metric {
            case .cosine, .dot: kapell_dot(query, row, dimensions)
            case .l2: kapell_squared_l2(query, row, dimensions)
            }
        return finish(raw, query, row)
    }

    /// The kernel's sum as a score. A sum that ran over is computed again in double precision and held to the
    /// largest finite number, so that the order stays whole.
    @inline(__always)
    func finish(_ raw: Float, _ query: UnsafePointer<Float>, _ row: UnsafePointer<Float>) -> Float {
        switch metric {
        case .cosine: min(1, max(-1, raw))
        case .dot: raw.isFinite ? raw : slowScore(query, row)
        case .l2: raw.isFinite ? 0 - raw : slowScore(query, row)
        }
    }

    @inline(never)
    private func slowScore(_ query: UnsafePointer<Float>, _ row: UnsafePointer<Float>) -> Float {
        var total = 0.0
        for i in 0..<dimensions {
            let a = Double(query[i])
            let b = Double(row[i])
            total += metric == .l2 ? -(a - b) * (a - b) : a * b
        }
        let limit = Double(Float.greatestFiniteMagnitude)
        return Float(min(limit, max(-limit, total)))
    }
}
