public import KapellCore

/// Where a piece of text lies on a page: one line, or a part of one.
///
/// The edges are shares of the page's width and height, from its upper left corner, so that they fit an image of the page
/// of any size.
public struct TextPlace: Sendable, Hashable {
    /// The page's position in the file, counted from 1.
    public var page: Int
    /// The piece of the text.
    public var span: ByteSpan
    public var left: Double
    public var top: Double
    public var right: Double
    public var bottom: Double
    /// Whether the text begins at the right edge.
    public var isRightToLeft: Bool

    public init(
        page: Int, span: ByteSpan, left: Double, top: Double, right: Double, bottom: Double, isRightToLeft: Bool = false
    ) {
        self.page = page
        self.span = span
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
        self.isRightToLeft = isRightToLeft
    }
}
