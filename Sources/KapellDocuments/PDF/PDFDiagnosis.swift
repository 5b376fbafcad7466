internal import KapellCore

/// What the end of `pdftotext` and its words say about a file.
struct PDFDiagnosis {
    let source: DocumentSource
    let outcome: ToolRunner.Outcome
    let limits: ExtractionLimits
    /// Whether the images of pages without text have been looked at.
    var isRecognised = false

    /// Why the file cannot be read; `nil` when it can.
    func error(for words: PDFWords) -> KapellError? {
        let errors = outcome.errors
        let name = source.name
        if errors.contains("Incorrect password") {
            return KapellError(
                .encrypted, "\(name) is protected by a password.",
                remedy: "Remove the protection: qpdf --decrypt --password=… \(source.shellName) open.pdf")
        }
        if errors.contains("Copying of text from this document is not allowed") {
            return KapellError(
                .encrypted, "\(name) does not allow its text to be copied.",
                remedy: "If you have the right to: qpdf --decrypt \(source.shellName) open.pdf")
        }
        if outcome.signal == 24 {
            return ChildDeath.processorTime.error(reading: options)
        }
        if ChildDeath.isOutOfMemory(errors) { return ChildDeath.memoryError(name, limits) }
        if outcome.exitCode == 127 {
            return KapellError(
                .unavailable, "\(name) cannot be read: pdftotext does not start.",
                remedy: "Install it again: apt-get install --reinstall poppler-utils.", isRetryable: false)
        }
        if outcome.signal != 0 {
            return damaged("pdftotext crashed on it (signal \(outcome.signal))")
        }
        if isTruncated, words.pages.isEmpty || !errors.isEmpty {
            return KapellError(
                .corrupt, "\(name) is truncated: the end of the PDF file is missing.",
                remedy: "Copy or download it again.")
        }
        if outcome.exitCode != 0 || words.pages.isEmpty {
            return damaged(firstComplaint ?? "no page could be read")
        }
        if words.pages.allSatisfy(\.words.isEmpty) {
            if let firstComplaint { return damaged("no text could be read (\(firstComplaint))") }
            let count = words.pages.count
            let pages = "\(count) \(count == 1 ? "page" : "pages") of images"
            guard isRecognised else {
                return KapellError(
                    .unsupported,
                    "\(name) has no text layer (\(pages)), and tesseract, which reads images, is missing.",
                    remedy: "Install it: apt-get install tesseract-ocr poppler-utils.")
            }
            return KapellError(
                .unsupported, "\(name) has no text layer (\(pages)), and no letters were found in them.",
                remedy: "Scan it anew at 300 points an inch, or leave it out.")
        }
        if unreadableShare(words) > 0.5 {
            return KapellError(
                .unsupported, "\(name) has fonts without a mapping to characters, so its text cannot be read.",
                remedy: "Recognise it anew: ocrmypdf --force-ocr \(source.shellName) with-text.pdf")
        }
        return nil
    }

    /// What the reader of the document should know.
    func warnings(for words: PDFWords, removed: [(text: String, pages: Int)]) -> [String] {
        var warnings: [String] = []
        let empty = words.pages.indices.filter { words.pages[$0].words.isEmpty }.map { $0 + 1 }
        if !empty.isEmpty {
            let list = empty.prefix(20).map(String.init).joined(separator: ", ") + (empty.count > 20 ? " …" : "")
            warnings.append("No text on page \(list).")
        }
        let share = unreadableShare(words)
        if share > 0.02 {
            warnings.append("\(Int((share * 100).rounded())) % of the characters could not be mapped to letters.")
        }
        for line in removed.prefix(10) {
            let text = line.text.count > 80 ? "\(line.text.prefix(80))…" : line.text
            warnings.append("Left out on \(line.pages) \(line.pages == 1 ? "page" : "pages"): “\(text)”.")
        }
        if let complaint = firstComplaint { warnings.append("The file is damaged in part: \(complaint).") }
        return warnings
    }

    /// A title that a person has given, and not the name of the program or file it came from.
    static func usableTitle(_ title: String?) -> String? {
        guard let title, title.contains(where: \.isLetter) else { return nil }
        let lower = title.lowercased()
        let endings = [".doc", ".docx", ".odt", ".pdf", ".tex", ".dvi", ".indd", ".rtf", ".qxd", ".md", ".html"]
        let junk = ["untitled", "(anonymous)", "unknown", "none", "document", "anonymous", "title"]
        if junk.contains(lower) || lower.hasPrefix("microsoft word - ") || endings.contains(where: lower.hasSuffix) {
            return nil
        }
        return title
    }

    private var options: ExtractOptions {
        var options = ExtractOptions()
        options.name = source.name
        options.limits = limits
        return options
    }

    private func damaged(_ reason: String) -> KapellError {
        KapellError(
            .corrupt, "\(source.name) is damaged: \(reason).",
            remedy: "Download it again, or repair it: qpdf \(source.shellName) repaired.pdf")
    }

    /// The first error that pdftotext reported, in its words.
    private var firstComplaint: String? {
        for line in outcome.errors.split(separator: "\n") {
            for prefix in ["Syntax Error", "Command Line Error", "I/O Error", "Internal Error"] {
                guard line.hasPrefix(prefix), let colon = line.firstIndex(of: ":") else { continue }
                return line[line.index(after: colon)...].prefix(160).trimmingBlanks
            }
        }
        return nil
    }

    /// Whether the end mark of a PDF file is missing in its last two KiB.
    private var isTruncated: Bool {
        let count = source.bytes.count
        return !source.contains(Array("%%EOF".utf8), in: max(0, count - 2048)..<count)
    }

    /// The share of characters that stand for no known letter.
    private func unreadableShare(_ words: PDFWords) -> Double { Self.unreadableShare(words.pages[...]) }

    static func unreadableShare(_ pages: ArraySlice<PDFPage>) -> Double {
        var (bad, all) = (0, 0)
        for page in pages {
            for word in page.words {
                for scalar in word.text.unicodeScalars {
                    all += 1
                    if scalar.value == 0xFFFD || (0xE000...0xF8FF).contains(scalar.value) { bad += 1 }
                }
            }
        }
        return all == 0 ? 0 : Double(bad) / Double(all)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        let text = drop { $0 == " " }
        return String(text.reversed().drop { $0 == " " || $0 == "." }.reversed())
    }
}
