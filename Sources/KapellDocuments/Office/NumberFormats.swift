internal import KapellCore

/// Shows the numbers of a workbook as their number formats say.
///
/// What is understood: days and times (written in ISO's order, since the shown order of day and month is ambiguous),
/// places behind the point, thousands, percent, powers of ten, and words or signs of currency round the number. Anything
/// else is shown like Excel's General. Format: ECMA-376 part 1, 18.8.30 and 18.8.31.
struct NumberFormats {
    private var custom: [Int: String] = [:]
    /// The format of each style of a cell.
    private var styles: [Int] = []
    private let isFrom1904: Bool

    /// Those that every workbook knows without writing them down.
    private static let known: [Int: String] = [
        1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "m/d/yy",
        15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
        22: "m/d/yy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
        47: "mm:ss", 48: "0.00E+00",
    ]

    init(isFrom1904: Bool) { self.isFrom1904 = isFrom1904 }

    mutating func read(_ bytes: [UInt8], part: String, of source: DocumentSource) throws(KapellError) {
        let reader = try XMLReader(bytes, part: part, of: source)
        var isCell = false
        while let event = try reader.next() {
            switch event {
            case .start("numFmt"):
                if let id = reader.attribute("numFmtId").flatMap({ Int($0) }), let code = reader.attribute("formatCode")
                {
                    custom[id] = String(code.prefix(200))
                }
            case .start("cellXfs"): isCell = true
            case .end("cellXfs"): isCell = false
            case .start("xf"):
                if isCell { styles.append(reader.attribute("numFmtId").flatMap { Int($0) } ?? 0) }
            default: break
            }
        }
    }

    func text(_ value: Double, style: Int) -> String {
        let id = styles.indices.contains(style) ? styles[style] : 0
        guard let code = custom[id] ?? Self.known[id] else { return NumberFormat.general(value) }
        return NumberFormat(code).text(value, isFrom1904: isFrom1904)
    }
}
