import KapellJSON
import KapellTesting
import Testing

@Suite("JSONObject")
struct JSONObjectTests {
    @Test("An object keeps the order of its keys", arguments: [3, 24, 25, 26, 500])
    func order(count: Int) throws {
        var object = JSONObject()
        let keys = (0..<count).map { "key \(($0 * 7919) % 100_003)" }
        for (number, key) in keys.enumerated() { object[key] = JSONValue(number) }
        #expect(object.keys == keys)
        #expect(object.values == (0..<count).map { JSONValue($0) })
        #expect(object.count == count)
        let again = try JSONValue(parsing: JSONValue.object(object).serialized())
        #expect(again.objectValue?.keys == keys)
        for (number, key) in keys.enumerated() { #expect(object[key] == JSONValue(number)) }
    }

    @Test("Setting a key that is there changes its value in place")
    func replacement() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = 3
        object.append("b", 4)
        object.append("c", 5)
        #expect(object.description == #"{"a":3,"b":4,"c":5}"#)
    }

    @Test("Of a key that comes twice, the last value stands in the first's place", arguments: [0, 20, 30, 200])
    func twins(others: Int) throws {
        let tail = (0..<others).map { ",\"o\($0)\":\($0)" }.joined()
        let value = try JSONValue(parsing: "{\"a\":1,\"b\":2,\"a\":3\(tail),\"b\":4}")
        #expect(value.objectValue?.count == 2 + others)
        #expect(value.serialized() == "{\"a\":3,\"b\":4\(tail)}")
        #expect((["x": 1, "y": 2, "x": 3] as JSONObject).description == #"{"x":3,"y":2}"#)
    }

    @Test("Keys whose ends and lengths agree are still told apart")
    func similarKeys() throws {
        let value = try JSONValue(parsing: #"{"abcdefgh1xabcdefgh":1,"abcdefgh2xabcdefgh":2,"":3,"\u0000":4}"#)
        #expect(value["abcdefgh1xabcdefgh"] == 1)
        #expect(value["abcdefgh2xabcdefgh"] == 2)
        #expect(value[""] == 3)
        #expect(value["\0"] == 4)
    }

    @Test("Setting nil removes a key, setting null stores it")
    func removal() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["b"] = nil
        object["a"] = .null
        object["missing"] = nil
        #expect(object.description == #"{"a":null,"c":3}"#)
        #expect(object.contains("a"))
        #expect(!object.contains("b"))
        #expect(object.removeValue(forKey: "c") == 3)
        #expect(object.removeValue(forKey: "c") == nil)
    }

    @Test("Random changes agree with a plain list of pairs")
    func model() {
        var random = SeededGenerator(11)
        for range in [10, 30, 300] {
            var object = JSONObject()
            var model: [(key: String, value: Int)] = []
            for step in 0..<1_500 {
                let key = "k\(Int.random(in: 0..<range, using: &random))"
                if random.chance(3) {
                    object[key] = nil
                    model.removeAll { $0.key == key }
                } else if let place = model.firstIndex(where: { $0.key == key }) {
                    object[key] = JSONValue(step)
                    model[place].value = step
                } else {
                    object[key] = JSONValue(step)
                    model.append((key, step))
                }
                if step % 50 == 0 {
                    #expect(object.keys == model.map(\.key))
                    #expect(object.values.map(\.intValue) == model.map(\.value))
                    for number in 0..<range {
                        #expect(object.contains("k\(number)") == model.contains { $0.key == "k\(number)" })
                    }
                }
            }
        }
    }

    @Test("removeAll(where:) keeps the order of the others")
    func removeAll() {
        var object = JSONObject((0..<100).map { ("\($0)", JSONValue($0)) })
        object.removeAll { ($0.value.intValue ?? 0) % 2 == 1 }
        #expect(object.keys == stride(from: 0, to: 100, by: 2).map { "\($0)" })
        #expect(object["50"] == 50)
        #expect(object["51"] == nil)
        object.removeAll { $0.value != 4 }
        #expect(object == ["4": 4])
    }

    @Test("Equality and hash do not depend on the order", arguments: [2, 60])
    func equality(count: Int) {
        let pairs = (0..<count).map { ("k\($0)", JSONValue($0)) }
        let forwards = JSONObject(pairs)
        let backwards = JSONObject(pairs.reversed())
        #expect(forwards == backwards)
        #expect(forwards.hashValue == backwards.hashValue)
        var other = backwards
        other["k0"] = "different"
        #expect(forwards != other)
        other["k0"] = nil
        #expect(forwards != other)
        other["another"] = 0
        #expect(forwards != other)
    }

    @Test("Values change in place, map and merge")
    func changes() {
        var object: JSONObject = ["n": 1]
        object["n", default: 0] = 2
        object["m", default: 5] = JSONValue((object["m", default: 5].intValue ?? 0) + 1)
        #expect(object == ["n": 2, "m": 6])
        #expect(object["absent", default: 9] == 9)
        #expect(object.mapValues { .array([$0]) } == ["n": [2], "m": [6]])
        object.merge(["m": 7, "o": 8])
        #expect(object.description == #"{"n":2,"m":7,"o":8}"#)
        #expect(object.map(\.key) == ["n", "m", "o"])
        #expect(JSONObject().isEmpty)
    }

    @Test("A copy does not see later changes")
    func copies() {
        var object = JSONObject((0..<50).map { ("\($0)", JSONValue($0)) })
        let copy = object
        object["7"] = nil
        object["new"] = 1
        #expect(copy["7"] == 7)
        #expect(copy["new"] == nil)
        #expect(copy.count == 50)
    }

    @Test("100,000 keys are parsed, read and set without quadratic time")
    func manyKeys() throws {
        let count = 100_000
        let text = "{" + (0..<count).map { "\"key\($0)\":\($0)" }.joined(separator: ",") + "}"
        let clock = ContinuousClock()
        let time = try clock.measure {
            let object = try #require(try JSONValue(parsing: text).objectValue)
            #expect(object.count == count)
            var sum = 0
            for number in 0..<count { sum += object["key\(number)"]?.intValue ?? 0 }
            #expect(sum == count * (count - 1) / 2)
            var built = JSONObject()
            for (key, value) in object { built[key] = value }
            #expect(built == object)
        }
        // Quadratic time would be minutes; the bound is wide for a busy machine.
        #expect(time < .seconds(30))
    }
}
