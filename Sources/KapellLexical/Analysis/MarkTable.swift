/// Lower-case Latin and Greek letters with marks: how they are put together and taken apart.
enum MarkTable {
    /// The one letter for a letter and a combining mark after it, or nil where there is none.
    static func compose(_ base: UInt32, _ mark: UInt32) -> UInt32? { pairs[UInt64(base) << 32 | UInt64(mark)] }

    /// The letter without its marks, and as plain letters where it is a ligature or a letter of its own.
    static func base(_ letter: UInt32) -> UInt32 {
        var letter = letter
        while let under = unders[letter] { letter = under }
        return letter
    }

    private static let pairs: [UInt64: UInt32] = {
        var pairs: [UInt64: UInt32] = [:]
        for (letter, base, mark) in rows { pairs[UInt64(base) << 32 | UInt64(mark)] = letter }
        return pairs
    }()

    private static let unders = Dictionary(uniqueKeysWithValues: rows.map { ($0.0, $0.1) })

    private static let rows: [(UInt32, UInt32, UInt32)] = {
        let digits = Array(marks.utf8).map { UInt32($0 >= 0x61 ? $0 - 0x61 + 10 : $0 - 0x30) }
        let under = bases.unicodeScalars.map { $0.value }
        return composed.unicodeScalars.enumerated().map { index, letter in
            (letter.value, under[index], 0x300 + (digits[2 * index] << 4) + digits[2 * index + 1])
        }
    }()

    /// Lower-case letters with a mark, as Unicode's table UnicodeData gives them, in its order.
    private static let composed = """
        àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċčďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżžơưǎǐǒǔǖǘǚǜǟǡǣǧǩǫ\
        ǭǯǰǵǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȟȧȩȫȭȯȱȳ΅ΐάέήίΰϊϋόύώϓϔḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧ\
        ṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕẖẗẘẙẛạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ
        """
    /// The letter under the mark of each of them; it may have a mark of its own.
    private static let bases = """
        aaaaaaceeeeiiiinooooouuuuyyaaaccccdeeeeegggghiiiijklllnnnooorrrssssttuuuuuuwyzzzouaiouüüüüäȧægko\
        ǫʒjgnåæøaaeeiioorruusthaeöõoȯy¨ϊαεηιϋιυουωϒϒabbbçdddddēēeeȩfghhhhhiïkkklḷllmmmnnnnõõōōpprrṛrssśš\
        ṣttttuuuũūvvwwwwwxxyzzzhtwyſaaââââạăăăăạeeeêêêêẹiiooôôôôọơơơơơuuưưưưưyyyy
        """
    /// The mark of each of them: two hexadecimal digits, counted from U+0300.
    private static let marks = """
        00010203080a2700010208000102080300010203080001020801080406280102070c0c040607280c0206072702030406\
        28022701270c01270c04060b01270c0102270c270c0304060a0b28020201070c1b1b0c0c0c0c04010c000404040c0c28\
        040c0c01000101010f110f110f110f110f110f1126260c07270404070404010101010101010808010101010825072331\
        01072331272d00012d30060704072308272e30010123312304312d0107230723312d0108000101070723043107230707\
        070723312d24302d01080323000108072307080702233131080a0a072309010009030201000903062309030100090302\
        09232309010009030201000903232309010009032300230903
        """
}
