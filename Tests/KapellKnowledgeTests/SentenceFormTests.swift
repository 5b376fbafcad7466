import KapellKnowledge
import KapellText
import Testing

@Suite("What a sentence's words tell of its kind")
struct SentenceFormTests {
    @Test("A line without a verb is a fragment")
    func fragments() {
        #expect(SentenceForm.isFragment(Words.split("for the hosting and support of the Platform")))
        #expect(!SentenceForm.isFragment(Words.split("The fee is due.")))
    }

    @Test("What allows, forbids or limits is a permission")
    func permissions() {
        #expect(SentenceForm.isPermission(Words.split("Tenant shall not sublet the Premises.")))
        #expect(SentenceForm.isPermission(Words.split("You are not required to accept this License.")))
        #expect(!SentenceForm.isPermission(Words.split("The maybe is due.")))
    }

    @Test("Terms in straight and in curly quotation marks are found; what is too long, empty or open is not")
    func quoted() {
        #expect(SentenceForm.quotedTerms("\"Base Rent\" and “Initial Term” mean") == ["Base Rent", "Initial Term"])
        #expect(SentenceForm.quotedTerms("\"\(String(repeating: "a", count: 61))\"").isEmpty)
        #expect(SentenceForm.quotedTerms("\"\" and \"open").isEmpty)
    }
}
