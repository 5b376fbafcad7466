import KapellCore
import KapellServer
import Testing

@Suite("Where questions are asked") struct EvaluationPlaceTests {
    private func places(
        _ given: [String], _ corpora: Set<String> = [], _ knowledge: [String] = []
    ) throws -> [String] {
        try EvaluationPlace.places(given, corpora: corpora, knowledge: knowledge).map {
            "\($0.corpus ?? "all") in \($0.name ?? "the only one")"
        }
    }

    @Test("One place takes all; a corpus goes where it is sent; the rest goes to the place without a name")
    func given() throws {
        #expect(try places([]) == ["all in the only one"])
        #expect(try places(["./folder"]) == ["all in ./folder"])
        #expect(try places(["./folder"], ["a", "b"]) == ["all in ./folder"])
        #expect(try places(["a=./x", "b=y"], ["a", "b"]) == ["a in ./x", "b in y"])
        #expect(try places(["a=./x", "./rest"], ["a", "b"]) == ["a in ./x", "all in ./rest"])
        #expect(try places(["./odd=name"], ["a"]) == ["all in ./odd=name"])
    }

    @Test("Without a place a corpus is asked in the knowledge base of its name") func byName() throws {
        #expect(try places([], ["b", "a"], ["a", "b", "c"]) == ["a in a", "b in b"])
        #expect(try places([], ["a"], ["x"]) == ["all in the only one"])
    }

    @Test("A corpus without a place, and two places for one, are named") func faults() {
        #expect { try places([], ["a", "b"], ["a"]) } throws: { "\($0)".contains("--in b=PLACE") }
        #expect { try places(["a=x"], ["a", "b"]) } throws: { "\($0)".contains("ask about b") }
        #expect { try places(["x", "y"]) } throws: { "\($0)".contains("Two places") }
        #expect { try places(["a=x", "a=y"], ["a"]) } throws: { "\($0)".contains("corpus a") }
    }
}
