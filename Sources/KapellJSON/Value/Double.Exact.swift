extension Double {
    // `Int64(exactly:)` would do the same, but needs the C library's mathematics, which this target does without.

    /// The same number as a signed integer; nil where it has a fraction or does not fit.
    var exactInt64: Int64? {
        guard self >= -0x1p63, self < 0x1p63 else { return nil }
        let whole = Int64(self)
        return Double(whole) == self ? whole : nil
    }

    /// The same number as an unsigned integer; nil where it has a fraction, is negative or does not fit.
    var exactUInt64: UInt64? {
        guard self >= 0, self < 0x1p64 else { return nil }
        let whole = UInt64(self)
        return Double(whole) == self ? whole : nil
    }
}
