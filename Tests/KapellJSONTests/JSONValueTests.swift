import KapellJSON
import Testing

@Suite("JSONValue")
struct JSONValueTests {
    @Test("Literals make the cases they look like")
    func literals() {
        let name = "Ada"
        let value: JSONValue = ["a": 1, "b": 2.5, "c": [nil, true, "x"], "d": "Hello \(name)"]
        #expect(value.serialized() == #"{"a":1,"b":2.5,"c":[null,true,"x"],"d":"Hello Ada"}"#)
    }

    @Test("Subscripts give nil for what is not there")
    func subscripts() {
        let value: JSONValue = ["list": [10, 20], "nothing": nil]
        #expect(value["list"]?[1] == 20)
        #expect(value["list"]?[2] == nil)
        #expect(value["list"]?[-1] == nil)
        #expect(value["list"]?["a"] == nil)
        #expect(value["nothing"] == .some(.null))
        #expect(value["missing"] == nil)
        #expect(value[0] == nil)
    }

    @Test("Each accessor gives its own case only")
    func accessors() {
        #expect(JSONValue.string("x").stringValue == "x")
        #expect(JSONValue.integer(1).stringValue == nil)
        #expect(JSONValue.bool(true).boolValue == true)
        #expect(JSONValue.integer(1).boolValue == nil)
        #expect(JSONValue.array([1]).arrayValue == [1])
        #expect(JSONValue.object(["a": 1]).objectValue == ["a": 1])
        #expect(JSONValue.object([:]).arrayValue == nil)
        #expect(JSONValue.null.isNull)
        #expect(!JSONValue.bool(false).isNull)
    }

    @Test("intValue is there for whole numbers that fit, doubleValue for every number")
    func numbers() {
        #expect(JSONValue.integer(-7).intValue == -7)
        #expect(JSONValue.number(7).intValue == 7)
        #expect(JSONValue.number(7.5).intValue == nil)
        #expect(JSONValue.number(1e300).intValue == nil)
        #expect(JSONValue.number(.nan).intValue == nil)
        #expect(JSONValue.number(-0x1p63).intValue == Int.min)
        #expect(JSONValue.number(0x1p63).intValue == nil)
        #expect(JSONValue.unsigned(.max).intValue == nil)
        #expect(JSONValue.unsigned(.max).doubleValue == 0x1p64)
        #expect(JSONValue.integer(3).doubleValue == 3)
        #expect(JSONValue.string("3").doubleValue == nil)
    }

    @Test("Optionals become their value or null")
    func optionals() {
        #expect(JSONValue("x" as String?) == "x")
        #expect(JSONValue(nil as String?) == .null)
        #expect(JSONValue(3 as Int?) == 3)
        #expect(JSONValue(nil as Int?) == .null)
        #expect(JSONValue(UInt64.max) == .unsigned(.max))
        #expect(JSONValue(Int64.min) == .integer(.min))
        #expect(JSONValue(UInt8(200)) == 200)
        #expect(JSONValue(UInt128.max) == .number(0x1p128))
        #expect(JSONValue(0.5 as Double?) == 0.5)
        #expect(JSONValue(true as Bool?) == true)
        #expect(JSONValue(["a", "b"]) == ["a", "b"])
        #expect(JSONValue([1, nil] as [JSONValue]?) == [1, nil])
        #expect(JSONValue(["a": 1] as JSONObject?) == ["a": 1])
        #expect(JSONValue(nil as JSONValue?) == .null)
    }

    @Test("Numbers are equal when they are the same number, and then have one hash")
    func numericEquality() throws {
        let equal: [[JSONValue]] = [
            [.integer(1), .number(1), .unsigned(1)],
            [.integer(0), .number(0), .number(-0.0), .unsigned(0)],
            [.unsigned(1 << 63), .number(0x1p63)],
            [.integer(.min), .number(-0x1p63)],
            [.number(.nan), .number(-.nan)],
        ]
        for group in equal {
            for left in group {
                for right in group {
                    #expect(left == right)
                    #expect(left.hashValue == right.hashValue)
                }
            }
        }
        #expect(JSONValue.integer(9_007_199_254_740_993) != .number(9_007_199_254_740_992))
        #expect(JSONValue.integer(.max) != .number(0x1p63))
        #expect(JSONValue.unsigned(.max) != .number(0x1p64))
        #expect(JSONValue.integer(-1) != .unsigned(.max))
        #expect(JSONValue.number(1.5) != .integer(1))
        #expect(JSONValue.integer(1) != "1")
        #expect(JSONValue.integer(1) != true)
        #expect(JSONValue.null != false)
    }

    @Test("Strings are compared by their bytes, not by canonical equivalence")
    func byteEquality() throws {
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
        #expect(JSONValue.string("\u{E9}") == .string("\u{E9}"))
        let value = try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(value.objectValue?.count == 2)
        #expect(value["e\u{301}"] == 2)
        #expect(value["\u{E9}"] == 1)
    }

    @Test("Values work as members of a set")
    func hashing() {
        let set: Set<JSONValue> = [["a": 1, "b": [1, 2]], ["b": [1, 2], "a": 1.0], [1, 2], [2, 1], "x", nil]
        #expect(set.count == 5)
        #expect(set.contains(["b": [1.0, 2], "a": 1]))
    }

    @Test("The description is the serialised form")
    func description() {
        #expect("\(JSONValue.array([1, "a"]))" == #"[1,"a"]"#)
        #expect("\(["k": nil] as JSONObject)" == #"{"k":null}"#)
    }
}
