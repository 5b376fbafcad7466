import KapellCore
import KapellDialects
import KapellTesting
import Testing

@Suite("Frames of an AWS event stream")
struct EventStreamTests {
    /// Made with Python's struct and zlib, and read by botocore: a header of each type, and the payload `{"a":1}`.
    private static let allTypes = bytes(
        """
        000000660000004f95330185017400016601016202fb017303fed4016904fffeee90016c05fffffffed5fa0e0001790600030102ff0178070003\
        68c3a90164080000018bcfe5687b017509000102030405060708090a0b0c0d0e0f7b2261223a317dd12a45ac
        """)
    private static let messageStop = bytes(
        """
        0000007a00000051ca2c46650b3a6576656e742d7479706507000b6d65737361676553746f700d3a636f6e74656e742d747970650700106170706c\
        69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b2273746f70526561736f6e223a22656e645f7475726e227d\
        5fbf09fc
        """)

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
    }

    private func decode(_ bytes: [UInt8]) throws -> [EventStreamFrame] {
        var decoder = EventStreamDecoder()
        return try decoder.decode(bytes)
    }

    @Test("The checksum is the one of zlib")
    func checksum() {
        #expect(CRC32.checksum(of: Array("123456789".utf8)[...]) == 0xCBF4_3926)
        #expect(CRC32.checksum(of: [][...]) == 0)
        #expect(CRC32.checksum(of: Array("a".utf8)[...]) == 0xE8B7_BE43)
    }

    @Test("Headers of all ten types are read")
    func types() throws {
        let frame = try #require(try decode(Self.allTypes).first)
        #expect(
            frame.headers == [
                .init("t", .bool(true)), .init("f", .bool(false)), .init("b", .byte(-5)), .init("s", .short(-300)),
                .init("i", .integer(-70_000)), .init("l", .long(-5_000_000_000)), .init("y", .bytes([1, 2, 255])),
                .init("x", .string("hé")), .init("d", .timestamp(1_700_000_000_123)), .init("u", .uuid(Array(0..<16))),
            ])
        #expect(String(decoding: frame.payload, as: UTF8.self) == #"{"a":1}"#)
    }

    @Test("A frame is written to the byte")
    func writing() {
        let frame = EventStreamFrame.encoded(
            headers: [
                (":event-type", "messageStop"), (":content-type", "application/json"), (":message-type", "event"),
            ],
            payload: Array(#"{"stopReason":"end_turn"}"#.utf8))
        #expect(frame == Self.messageStop)
    }

    @Test("Frames are found however the bytes are cut")
    func cuts() throws {
        let all = Self.allTypes + Self.messageStop + EventStreamFrame.encoded(headers: [], payload: [])
        let whole = try decode(all)
        #expect(whole.count == 3 && whole[2].headers.isEmpty && whole[2].payload.isEmpty)
        for size in 1...40 {
            var decoder = EventStreamDecoder()
            var frames: [EventStreamFrame] = []
            for start in stride(from: 0, to: all.count, by: size) {
                frames += try decoder.decode(Array(all[start..<min(start + size, all.count)]))
            }
            #expect(frames == whole && decoder.isBetweenFrames)
        }
    }

    @Test("A wrong bit anywhere is noticed")
    func checksums() throws {
        for place in Self.messageStop.indices {
            var bytes = Self.messageStop
            bytes[place] ^= 1
            #expect(throws: EventStreamError.self) { try decode(bytes) }
        }
    }

    @Test("Lengths out of bounds are refused before anything is waited for, and a failed decoder stays failed")
    func limits() throws {
        func prelude(_ total: UInt32, _ headers: UInt32) -> [UInt8] {
            var bytes = [total, headers].flatMap { word in
                (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
            }
            let sum = CRC32.checksum(of: bytes[...])
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) }
            return bytes
        }
        let payloadLimit = UInt32(EventStreamFrame.payloadLimit)
        let lengths: [(UInt32, UInt32)] = [
            (0, 0), (15, 0), (20, 10), (.max, 0), (200_000, 131_073), (payloadLimit + 17, 0), (16, .max),
        ]
        for (total, headers) in lengths {
            var decoder = EventStreamDecoder()
            #expect(throws: EventStreamError.length) { try decoder.decode(prelude(total, headers)) }
            #expect(throws: EventStreamError.length) { try decoder.decode([]) }
        }
        #expect(try decode(prelude(payloadLimit + 16, 0)).isEmpty)
    }

    @Test("Malformed headers are refused: twice the same, unknown types, lengths beyond the end")
    func headers() throws {
        let one: [UInt8] = [1, 97, 0]
        for headers in [
            one + one, [1, 97, 10], [0, 0], [5, 97], [1, 97, 7, 0, 9, 97], [1, 97, 9, 1], [1, 255, 0], [1, 97],
        ] {
            var bytes: [UInt8] = []
            EventStreamFrame.append(headers: headers, payload: [], to: &bytes)
            #expect(throws: EventStreamError.headers, "\(headers)") { try decode(bytes) }
        }
    }

    @Test("Texts that are too long for a header are cut between characters")
    func longHeaders() throws {
        let bytes = EventStreamFrame.encoded(
            headers: [(String(repeating: "é", count: 200), String(repeating: "✓", count: 20_000))], payload: [])
        let frame = try #require(try decode(bytes).first)
        #expect(frame.headers[0].name.utf8.count == 254)
        #expect(frame.headers[0].value.stringValue?.utf8.count == 32_766)
    }

    @Test("No bytes make the decoder trap")
    func fuzz() {
        var random = SeededGenerator(7)
        for _ in 0..<2_000 {
            var headers = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                UInt8.random(in: 0...12, using: &random)
            }
            if Bool.random(using: &random) { headers = Array(Self.allTypes[12..<91]) }
            if !headers.isEmpty {
                headers[Int.random(in: 0..<headers.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            var bytes: [UInt8] = []
            EventStreamFrame.append(headers: headers, payload: [1, 2], to: &bytes)
            var decoder = EventStreamDecoder()
            let frames = (try? decoder.decode(bytes)) ?? []
            #expect(frames.allSatisfy { $0.payload == [1, 2] })
        }
    }
}
