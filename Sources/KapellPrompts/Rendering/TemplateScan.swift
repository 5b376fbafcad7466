import KapellCore

/// Finds the tags of a template, with their lines.
///
/// Read is the part of Mustache that shows values: variables, sections, inverted sections and comments. Partials,
/// inheritance, other delimiters, pragmas and lambdas are refused: a template reads no file and runs no code.
struct TemplateScan {
    private let bytes: [UInt8]
    private let file: String
    private let limits: PromptLimits
    private var line: Int
    private var place = 0
    private var count = 0

    init(_ bytes: [UInt8], file: String, line: Int, limits: PromptLimits) {
        self.bytes = bytes
        self.file = file
        self.line = line
        self.limits = limits
    }

    /// Whether a text can stand in a tag: letters, digits, `-` and `_` in parts with dots between them, or `.`.
    static func isName(_ text: String) -> Bool {
        if text == "." { return true }
        let parts = (text.hasPrefix(".") ? text.dropFirst() : Substring(text))
            .split(separator: ".", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isNameByte) } && parts.count <= 16
    }

    /// The tags, those of sections inside of them.
    mutating func tags() throws(KapellError) -> [TemplateTag] {
        // Open sections, outermost first; the bottom one is the template itself.
        var open = [TemplateTag(kind: .section, name: "", line: line, outer: 0..<bytes.count)]
        while let start = nextOpening() {
            let here = PromptPlace(file: file, line: line)
            count += 1
            guard count <= limits.tags else {
                throw here.fault(
                    "The template has more than \(limits.tags) tags.", remedy: "Make it smaller.", .tooLarge)
            }
            let (mark, name) = try tag(here)
            switch mark {
            case "!":
                open[open.count - 1].children.append(
                    .init(kind: .comment, name: "", line: here.line, outer: start..<place))
            case "#", "^":
                guard open.count <= limits.depth else {
                    throw here.fault("Sections are nested more than \(limits.depth) deep.", remedy: "Use fewer levels.")
                }
                open.append(
                    TemplateTag(
                        kind: mark == "#" ? .section : .inverted, name: name, line: here.line, outer: start..<place,
                        inner: place..<place))
            case "/":
                var section = open.removeLast()
                guard !open.isEmpty else {
                    throw here.fault("`{{/\(name)}}` ends a section that did not begin.", remedy: "Remove it.")
                }
                guard section.name == name else {
                    throw here.fault(
                        "`{{/\(name)}}` stands where `{{/\(section.name)}}` must end the section of line \(section.line).",
                        remedy: "End sections in the opposite order of their beginnings.")
                }
                section.inner = section.inner.lowerBound..<start
                section.outer = section.outer.lowerBound..<place
                open[open.count - 1].children.append(section)
            default:
                open[open.count - 1].children.append(
                    TemplateTag(kind: .variable, name: name, line: here.line, outer: start..<place))
            }
        }
        guard open.count == 1, let root = open.first else {
            let section = open[open.count - 1]
            throw PromptPlace(file: file, line: section.line).fault(
                "The section \(quoted(section.name)) does not end.", remedy: "Write `{{/\(section.name)}}` behind it.")
        }
        return root.children
    }

    /// Moves behind the next `{{`, and says where it begins.
    private mutating func nextOpening() -> Int? {
        while place + 1 < bytes.count {
            if bytes[place] == UInt8(ascii: "{"), bytes[place + 1] == UInt8(ascii: "{") {
                place += 2
                return place - 2
            }
            if bytes[place] == 0x0A { line += 1 }
            place += 1
        }
        return nil
    }

    /// Reads a tag up to its end.
    private mutating func tag(_ here: PromptPlace) throws(KapellError) -> (mark: Character, name: String) {
        var mark: Character = " "
        if place < bytes.count, "#^/!{&><$=%".utf8.contains(bytes[place]) {
            mark = Character(UnicodeScalar(bytes[place]))
            place += 1
        }
        guard !"><$=%".contains(mark) else {
            throw here.fault(
                "Tags that begin with `{{\(mark)` are not read: templates have values and sections only.",
                remedy: "Write the text out.")
        }
        let ending: [UInt8] = Array((mark == "{" ? "}}}" : "}}").utf8)
        let start = place
        while place + ending.count <= bytes.count, !bytes[place...].starts(with: ending) {
            if bytes[place] == 0x0A {
                line += 1
                guard mark == "!" else { break }
            }
            place += 1
        }
        guard place + ending.count <= bytes.count, bytes[place...].starts(with: ending) else {
            throw here.fault(
                "A tag begins with `{{` and does not end on its line.",
                remedy: "Write `{{name}}`; put a space between two braces that are meant as text.")
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        place += ending.count
        if mark == "!" { return (mark, "") }
        let name = text.trimmed
        guard Self.isName(name) || TemplateTag.functions.contains(name) && mark != "{" else {
            throw here.fault(
                name.contains("(")
                    ? "\(quoted(name)) calls a function, and templates run none but \(TemplateTag.functions.sorted().joined(separator: ", "))."
                    : "\(quoted(name)) is no name of a value.",
                remedy: "Use letters, digits, `-` and `_`; put a space between two braces that are meant as text.")
        }
        return (mark, name)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
