internal import KapellCore

/// Recognises the pages of a PDF that are images, or whose fonts do not say which letters they show.
struct PageScan {
    let source: DocumentSource
    let tools: ToolRunner
    private(set) var warnings: [String] = []

    /// Points an inch, and points of a side.
    private static let (resolution, sideLimit) = (300, 6000)

    init(source: DocumentSource, tools: ToolRunner) {
        self.source = source
        self.tools = tools
    }

    /// What can recognise them; `nil` when no page needs it, or when a program is missing.
    func recognition(for words: PDFWords) -> Recognition? {
        guard words.pages.indices.contains(where: { Self.needsIt(words.pages[$0...$0]) }) else { return nil }
        guard ToolRunner.find("pdftoppm") != nil else { return nil }
        return Recognition(tools)
    }

    private static func needsIt(_ page: ArraySlice<PDFPage>) -> Bool {
        page.allSatisfy(\.words.isEmpty) || PDFDiagnosis.unreadableShare(page) > 0.3
    }

    /// Puts the recognised words in the place of those that are missing.
    ///
    /// Half of the time for the document is given to it; pages that are left then are named in a warning.
    mutating func recognise(_ words: inout PDFWords, by recognition: Recognition) throws(KapellError) {
        guard let program = ToolRunner.find("pdftoppm") else { return }
        let clock = ContinuousClock()
        let end = clock.now + .seconds(max(1, tools.limits.wallSeconds / 2))
        var (done, low, late): ([Int], [String], [Int]) = ([], [], [])
        for index in words.pages.indices where Self.needsIt(words.pages[index...index]) {
            guard clock.now < end else {
                late.append(index + 1)
                continue
            }
            let page = words.pages[index]
            let side = Float(max(page.width, page.height, 72)) / 72
            let resolution = max(36, min(Self.resolution, Int(Float(Self.sideLimit) / side)))
            var image: [UInt8] = []
            let arguments = ["-gray", "-r", "\(resolution)", "-f", "\(index + 1)", "-l", "\(index + 1)", "-"]
            let outcome = try tools.run(program, arguments, input: source.bytes) { (chunk) throws(KapellError) in
                image += chunk
            }
            guard outcome.exitCode == 0, !image.isEmpty else {
                warnings.append("Page \(index + 1) could not be drawn, so it was not recognised.")
                continue
            }
            // A blank page needs no recognition.
            guard Self.hasInk(image) else { continue }
            guard
                let read = try recognition.pages(of: image, resolution: resolution, source: source).first,
                !read.page.words.isEmpty
            else { continue }
            words.pages[index].words = read.page.words
            words.confidences[index] = read.confidence
            done.append(index + 1)
            if read.confidence < Recognition.low {
                low.append("\(index + 1) (\(Int((read.confidence * 100).rounded())) %)")
            }
        }
        if !done.isEmpty { warnings.append("Recognised from images: \(Self.list(done)).") }
        if !low.isEmpty {
            warnings.append(
                "The recognition is unsure, check the text: page \(low.prefix(20).joined(separator: ", ")).")
        }
        if !late.isEmpty { warnings.append("Not recognised for want of time: \(Self.list(late)).") }
    }

    /// Whether a drawn page has dark points. Its header is shorter than thirty bytes, and all of it is dark.
    private static func hasInk(_ image: [UInt8]) -> Bool {
        var dark = 0
        for point in image where point < 200 {
            dark += 1
            if dark > 80 { return true }
        }
        return false
    }

    /// `pages 1–3, 7`, at most twenty runs.
    private static func list(_ pages: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for page in pages {
            if let last = runs.last, last.upperBound + 1 == page {
                runs[runs.count - 1] = last.lowerBound...page
            } else {
                runs.append(page...page)
            }
        }
        let shown = runs.prefix(20).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
        return (pages.count == 1 ? "page " : "pages ") + shown.joined(separator: ", ") + (runs.count > 20 ? " …" : "")
    }
}
