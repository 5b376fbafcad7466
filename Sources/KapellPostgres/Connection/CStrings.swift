/// Texts as C has them: a list that ends with null.
enum CStrings {
    static func with<R>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R) -> R {
        let copies = texts.map { text in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
            for (place, byte) in text.utf8.enumerated() { copy[place] = CChar(bitPattern: byte) }
            copy[text.utf8.count] = 0
            return copy
        }
        defer { for copy in copies { copy.deallocate() } }
        let pointers = copies.map { Optional(UnsafePointer($0)) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
