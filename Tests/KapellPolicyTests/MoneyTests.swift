import KapellPolicy
import KapellTesting
import Testing

@Suite struct MoneyTests {
    @Test(
        "Decimal numbers are read and written exactly",
        arguments: [
            ("0", "0"), ("2.50", "2.5"), ("0.075", "0.075"), ("10", "10"), ("2.5e-06", "0.0000025"), ("1E3", "1000"),
            ("0.000000000001", "0.000000000001"), ("999999999", "999999999"), ("000.10", "0.1"), ("3.", "3"),
        ])
    func exact(text: String, written: String) {
        #expect(Money(text)?.description == written)
    }

    @Test(
        "What is no price is refused",
        arguments: [
            "", "-1", "+1", ".5", "1.2.3", "1,5", "abc", "1e", "1e99", "0.0000000000001", "10000000000", "NaN", "1 ",
            "٣",
            String(repeating: "9", count: 500),
        ])
    func refused(text: String) {
        #expect(Money(text) == nil)
    }

    @Test("Sums are exact, and the largest never wraps")
    func sums() {
        let tenth = Money(picodollars: 100_000_000_000)
        #expect((0..<10).reduce(Money.zero) { sum, _ in sum + tenth }.description == "1")
        let huge = Money(picodollars: .max)
        #expect(huge + tenth == huge)
        #expect(huge * 2 == huge)
    }

    @Test("Random texts are read or refused, never a trap")
    func fuzz() {
        var random = SeededGenerator(11)
        let letters = Array("0123456789.eE-+ ")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...24, using: &random)).map { _ in letters.randomElement(using: &random) ?? "0" })
            guard let money = Money(text) else { continue }
            #expect(money >= .zero)
            #expect(Money(money.description) == money)
        }
    }
}
