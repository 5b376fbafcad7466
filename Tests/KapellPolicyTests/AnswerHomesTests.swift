import KapellPolicy
import Testing

@Suite("Where answers are that others build on") struct AnswerHomesTests {
    private func home(_ provider: String, _ answer: String) -> AnswerHomes.Home {
        AnswerHomes.Home(provider: provider, answer: answer)
    }

    @Test("Names are kept as long as there is room; those that are asked for stay, endless ones are not taken")
    func bounded() {
        let homes = AnswerHomes(limit: 3)
        for name in ["a", "b", "c"] { homes.record(name, at: home("p", "resp_\(name)")) }
        #expect(homes.home(of: "a") == home("p", "resp_a"))
        // The first word counts: a provider gives a name once.
        homes.record("b", at: home("q", "resp_x"))
        #expect(homes.home(of: "b") == home("p", "resp_b"))
        homes.record("d", at: home("q", "resp_d"))
        #expect(homes.home(of: "c") == nil && homes.count == 3)
        #expect(homes.home(of: "a") != nil && homes.home(of: "d") == home("q", "resp_d"))
        homes.record(String(repeating: "e", count: 300), at: home("p", "resp"))
        homes.record("f", at: home("p", String(repeating: "e", count: 300)))
        #expect(homes.count == 3 && homes.home(of: "f") == nil)
    }

    @Test("Many tasks at once leave it within its bounds")
    func concurrent() async {
        let homes = AnswerHomes(limit: 50)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        homes.record("r\(task)-\(number)", at: AnswerHomes.Home(provider: "p", answer: "a\(number)"))
                        if let found = homes.home(of: "r\(task)-\(number)") { #expect(found.answer == "a\(number)") }
                    }
                }
            }
        }
        #expect(homes.count == 50)
    }
}
