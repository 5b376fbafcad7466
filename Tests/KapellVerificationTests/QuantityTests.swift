import KapellVerification
import Testing

@Suite("Quantities of a text")
struct QuantityTests {
    @Test(
        "The same quantity in another notation agrees",
        arguments: [
            ("thirty (30) days", "30 days"), ("two weeks", "14 days"), ("12 months", "one year"),
            ("48 hours", "two days"),
            ("£1,000,000", "GBP 1 million"), ("EUR 27.50", "27.50 euros"), ("4 per cent", "4%"), ("half", "50%"),
            ("1 April 2024", "April 1, 2024"), ("2024-04-01", "1 April 2024"), ("01.02.2025", "1 February 2025"),
            ("9 a.m.", "09:00"), ("noon", "12:00"), ("fifty kilometres", "50 km"), ("2 kg", "2000 g"),
            ("twice", "two times"), ("Clause 18.3", "Clause 18.3"), ("one hundred and twenty", "120"),
            ("two and a half years", "30 months"), ("the 7th", "the seventh"), ("$3k", "$3,000"),
        ])
    func agrees(_ one: String, _ other: String) {
        #expect(SupportProbe.agreement(one, other) >= 0.6, "\(one) and \(other)")
    }

    @Test(
        "Another quantity does not agree",
        arguments: [
            ("thirty days", "sixty days"), ("thirty-six months", "thirty-six weeks"), ("£205", "£250"),
            ("5 Business Days", "5 calendar days"), ("€10", "$10"), ("Clause 2.3", "Clause 20.3"),
            ("1 April 2024", "1 April 2025"), ("fifty miles", "fifty kilometres"), ("4%", "8%"), ("9 a.m.", "9 p.m."),
            ("Saturday", "Sunday"), ("50 A", "50 mA"), ("fifteen", "fifty"), ("a third of it", "a half"),
        ])
    func disagrees(_ one: String, _ other: String) {
        #expect(SupportProbe.agreement(one, other) < 0.4, "\(one) and \(other)")
    }

    @Test("Words that only look like quantities are none")
    func none() {
        #expect(SupportProbe.quantities("The party may march on, and a person can read it.") == 0)
        #expect(SupportProbe.quantities("") == 0)
    }
}
