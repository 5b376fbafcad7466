import Foundation
import KapellJSON
import Synchronization
import Testing

@Suite("Depth")
struct JSONDepthTests {
    private func nested(_ depth: Int, _ open: String = "[", _ close: String = "]") -> String {
        String(repeating: open, count: depth) + (open == "[" ? "" : "1") + String(repeating: close, count: depth)
    }

    @Test("The default limit is 512 levels")
    func defaultLimit() throws {
        #expect(try JSONValue(parsing: nested(512)).serialized() == nested(512))
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: nested(513)) }
        #expect(error == JSONError(.tooDeep(limit: 512), offset: 512, line: 1, column: 513))
        #expect(try JSONValue(parsing: nested(512, "{\"a\":", "}")).serialized() == nested(512, "{\"a\":", "}"))
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(513, "{\"a\":", "}")) }
    }

    @Test("A limit of one's own holds exactly", arguments: [0, 1, 2, 40])
    func ownLimit(depth: Int) throws {
        let limits = JSONLimits(depth: depth)
        #expect(throws: Never.self) { try JSONValue(parsing: depth == 0 ? "1" : nested(depth), limits: limits) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(depth + 1), limits: limits) }
    }

    @Test("Limits are kept within bounds")
    func bounds() {
        #expect(JSONLimits(depth: 1_000_000).depth == JSONLimits.greatestDepth)
        #expect(JSONLimits(depth: -1).depth == 0)
        #expect(JSONLimits.default == JSONLimits(depth: 512, bytes: 64 << 20))
    }

    @Test(
        "Input nested very deep is a clean error, at once",
        arguments: [("[", 100_000), ("{\"a\":", 100_000), ("[{\"a\":", 100_000), ("[", 10_000_000)])
    func veryDeep(piece: String, depth: Int) throws {
        let bytes = [UInt8](String(repeating: piece, count: depth).utf8)
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: bytes) }
        #expect(error.reason == .tooDeep(limit: 512))
        var parser = PartialJSONParser()
        #expect(throws: error) { try parser.append(bytes) }
        #expect(parser.value != nil)
    }

    @Test("The deepest value is parsed, compared, hashed, written and released on a stack of 512 KiB")
    func smallStack() async throws {
        let limits = JSONLimits(depth: JSONLimits.greatestDepth)
        let texts = [
            nested(limits.depth), nested(limits.depth, "{\"a\":", "}"), nested(limits.depth / 2, "[{\"k\":", "}]"),
        ]
        let isSame = await withCheckedContinuation { continuation in
            let thread = Thread {
                var isSame = true
                for text in texts {
                    let left = try? JSONValue(parsing: text, limits: limits)
                    let right = try? JSONValue(parsing: text, limits: limits)
                    var parser = PartialJSONParser(limits: limits)
                    try? parser.append(text)
                    isSame = isSame && left != nil && left == right && left.hashValue == right.hashValue
                    isSame = isSame && left?.serialized() == text && parser.value == left
                    isSame = isSame && left?.serialized(pretty: true).isEmpty == false
                }
                continuation.resume(returning: isSame)
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
        #expect(isSame)
    }
}
