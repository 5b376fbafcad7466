/// A tag of a template, with the tags inside of it where it opens a section.
struct TemplateTag: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case variable
        /// `{{#name}}`: once, once for each item of a list, or not at all.
        case section
        /// `{{^name}}`: where a section would show nothing.
        case inverted
        case comment
    }

    var kind: Kind
    var name: String
    /// The line of the file, counted from 1.
    var line: Int
    /// Bytes of the template that the tag takes, with its section.
    var outer: Range<Int>
    /// Bytes between the tags of a section.
    var inner: Range<Int> = 0..<0
    var children: [TemplateTag] = []

    /// Functions that say where in a list a section is: the only ones there are.
    static let functions: Set<String> = ["first()", "last()", "index()", "even()", "odd()"]

    var isFunction: Bool { Self.functions.contains(name) }

    /// Bytes of plain text directly inside of a section.
    var ownBytes: Int { inner.count - children.reduce(0) { $0 + $1.outer.count } }

    /// Whether a tag names `name`, here or inside.
    func mentions(_ name: String) -> Bool {
        self.name == name || self.name.hasPrefix("\(name).") || children.contains { $0.mentions(name) }
    }
}
