import KapellKnowledge

/// Questions that ask for yes or no, each with a sentence and what a careful reader says: yes, no, conditional, or
/// nothing, where the sentence alone does not decide it. About half are near misses.
struct YesNoPair: Sendable {
    var question: String
    var sentence: String
    var label: AnswerVerdict?

    init(_ question: String, _ sentence: String, _ label: AnswerVerdict?) {
        (self.question, self.sentence, self.label) = (question, sentence, label)
    }

    private static func yes(_ question: String, _ sentence: String) -> YesNoPair { .init(question, sentence, .yes) }
    private static func no(_ question: String, _ sentence: String) -> YesNoPair { .init(question, sentence, .no) }
    private static func if_(_ question: String, _ sentence: String) -> YesNoPair {
        .init(question, sentence, .conditional)
    }
    private static func open(_ question: String, _ sentence: String) -> YesNoPair { .init(question, sentence, nil) }

    static let all = decided + conditions + parties + scopes + modalities + forms

    private static let decided = [
        yes("May the Tenant sublet the premises?", "The Tenant may sublet the premises."),
        yes("Can the tenant keep a dog?", "The Tenant may keep a dog."),
        yes("Is the Customer entitled to audit the records?", "The Customer shall be entitled to audit the records."),
        yes("Must the Provider keep backups?", "The Provider shall keep backups."),
        yes("Does the Supplier have to insure the goods?", "The Supplier is obliged to insure the goods."),
        yes("Is the Licensee required to name the author?", "The Licensee must name the author."),
        yes("Is the deposit refundable?", "The deposit is refundable."),
        yes("Is smoking prohibited?", "Smoking is not permitted."),
        yes("May the Lessee paint the walls?", "5.2 Paint\nThe Tenant may paint the walls."),
        yes("Can I copy the Program?", "You may copy the Program."),
        no("Can the tenant sublet?", "The Tenant must not sublet the premises or any part of them."),
        no("May the Provider assign this agreement?", "The Provider may not assign this Agreement."),
        no("Is the fee refundable?", "The fee is non-refundable."),
        no("Is the fee refundable?", "The fee shall not be refundable."),
        no("Is smoking allowed?", "Smoking is prohibited."),
        no("Must the Customer renew the subscription?", "The Customer is not required to renew the subscription."),
        no("Does the Buyer need to give reasons?", "The Buyer need not give reasons."),
        no("May either party assign this Agreement?", "Neither party may assign this Agreement."),
        no("May a visitor enter the server room?", "No visitor may enter the server room."),
        no("Can the Licensee rent the Software?", "The Licensee may not rent, lease or lend the Software."),
        no("Is a deposit required?", "A deposit is not required."),
        no(
            "May the Tenant sublet without consent?",
            "The Tenant shall not sublet the premises without the prior written consent of the Landlord."),
        yes("Under the lease, may the tenant sublet?", "The Tenant may sublet the premises."),
        no("May the Contractor use the logo under the agreement?", "The Contractor may never use the logo."),
        yes("May the Customer terminate this agreement?", "The Customer may at any time terminate this Agreement."),
    ]

    private static let conditions = [
        if_(
            "Can the tenant sublet?", "The Tenant must not sublet the premises without the Landlord's written consent."),
        if_("May the Tenant sublet the flat?", "The Tenant may sublet the flat with the consent of the Landlord."),
        if_(
            "May the Customer terminate this agreement?",
            "The Customer may terminate this Agreement with ninety days of written notice."),
        if_(
            "May the Provider suspend the service?",
            "If the Customer is in default, the Provider may suspend the service."),
        if_("Must the Tenant pay interest?", "The Tenant must pay interest if the rent is late."),
        if_("May the Landlord enter the flat?", "The Landlord may not enter the flat except in an emergency."),
        if_("Is the deposit refundable?", "The deposit is refundable unless the Tenant has caused damage."),
        if_("May guests park here?", "Guests may park here only with a permit."),
        if_("May the Customer assign this Agreement?", "Subject to clause 9, the Customer may assign this Agreement."),
        if_(
            "Can the Distributor sell the goods in Norway?",
            "The Distributor may sell the goods in Norway so long as stocks last."),
        if_("May the Employee work at home?", "The Employee may work at home, provided that the manager agrees."),
        open(
            "May the Tenant sublet with the Landlord's consent?",
            "The Tenant must not sublet the premises without the Landlord's written consent."),
        open(
            "May the Tenant sublet without written consent?",
            "The Tenant must not sublet the premises without prior consent or notice."),
        open("May the Tenant sublet if the Landlord agrees?", "The Tenant must not sublet the premises."),
        open("May the Tenant sublet without consent?", "The Tenant may sublet the premises without prior consent."),
        open(
            "May the Customer terminate without cause?",
            "The Customer may not terminate this Agreement without cause or notice."),
        open(
            "May the Provider suspend the service?",
            "Notwithstanding clause 4, the Provider may suspend the service."),
        open("May the Provider suspend the service?", "In addition, the Provider may suspend the service."),
        open("May the Landlord enter the flat?", "The Landlord may enter the flat but must not stay."),
        open(
            "Must the Tenant use the parking space?", "The Tenant must use the parking space provided by the Landlord."),
        open("May the Tenant keep animals?", "The Tenant may keep no animals."),
    ]

    private static let parties = [
        open("May the Tenant terminate the lease?", "The Landlord may terminate the lease."),
        open("May the Tenant terminate the lease?", "Either party may terminate the lease."),
        open("Can the Customer audit the records?", "The Customer's auditor may audit the records."),
        open("Must the Provider pay the fee?", "The Customer must pay the fee to the Provider."),
        open("May the Subcontractor use the data?", "The Contractor may use the data."),
        open("May the tenant sublet?", "A commercial tenant may sublet."),
        open("May we cancel the policy?", "We may cancel the policy."),
        open("Is the deposit refundable?", "The fee is refundable."),
        open("Can the premises be sublet?", "The Tenant must not sublet the premises."),
        open("May the Landlord sublet?", "The Tenant must not sublet."),
        open("Must the Landlord pay the deposit?", "The Landlord must refund the deposit."),
        open("May the Supplier deliver early?", "The Supplier's carrier may deliver early."),
    ]

    private static let scopes = [
        open("May the Tenant sublet the premises?", "The Tenant may sublet the garage."),
        open("May the Tenant sublet?", "The Tenant may sublet one room of the premises."),
        open("May the Tenant sublet the premises?", "The Tenant may sublet part of the premises."),
        open("May the Tenant sublet the garage?", "The Tenant may sublet the premises."),
        open("Can the tenant keep pets?", "The Tenant may keep pets of up to ten kilograms."),
        open("Can the tenant keep a cat?", "The Tenant may keep a dog."),
        open("Must the Customer pay all taxes?", "The Customer must pay taxes."),
        open("May the Customer audit the records at any time?", "The Customer may audit the records."),
        open("May the Customer audit the records twice?", "The Customer may audit the records once a year."),
        open("May the Provider process the data in India?", "The Provider may process the data."),
        open("Is the deposit fully refundable?", "The deposit is refundable."),
        open("Is the deposit refundable?", "The deposit is refundable in part."),
        open("Must the Tenant pay the rent monthly?", "The Tenant must pay the rent."),
        open("Is smoking allowed?", "Smoking is allowed on the balcony."),
        open("May the Agent sign contracts above EUR 10,000?", "The Agent may sign contracts above EUR 5,000."),
        open("May the Licensee copy and sell the Software?", "The Licensee may copy the Software."),
    ]

    private static let modalities = [
        open("Must the Customer renew the contract?", "The Customer may renew the contract."),
        open("May the Customer renew the contract?", "The Customer must renew the contract."),
        open("May the Customer renew the contract?", "The Customer need not renew the contract."),
        open("May the Provider change the prices?", "The Provider should change the prices."),
        open("Must the Tenant not sublet the premises?", "The Tenant must not sublet the premises."),
        open("Isn't the tenant allowed to sublet?", "The Tenant may sublet."),
        open("Is the fee non-refundable?", "The fee is refundable."),
        open("May the Landlord withhold consent?", "The Landlord may not unreasonably withhold consent."),
        open("Can the Provider be liable?", "The Provider may not be liable."),
        open("May the Tenant drink and drive?", "The Tenant must not drink and drive."),
        open("May the Tenant sublet?", "The Tenant may apply to sublet."),
        open("May the Tenant sublet?", "The Tenant may refuse to sublet."),
        open("Is the Tenant allowed to sublet?", "The Tenant may not only sublet but also assign the lease."),
        open("Does the Provider keep backups?", "The Provider shall keep backups."),
        open("Will the Provider keep backups?", "The Provider must keep backups."),
        open("Is the Customer bound to pay?", "The Customer is entitled to pay."),
    ]

    private static let forms = [
        open("What may the Tenant sublet?", "The Tenant may sublet the garage."),
        open("May the Tenant sublet?", "Subletting is a matter for the Landlord."),
        open("May the Tenant sublet?", "It may sublet the premises."),
        open("May it sublet the premises?", "It may sublet the premises."),
        open("May the Tenant sublet?", "The Tenant may: (a) sublet the premises; (b) assign the lease."),
        open("May the Tenant sublet?", "The Tenant may sublet the premises. This does not hold for the garage."),
        open("May the Tenant sublet?", "The Landlord agrees that the Tenant may sublet."),
        open("May the Tenant sublet?", "Nothing in this lease says that the Tenant may sublet."),
        open("May the Tenant sublet?", "A Tenant who is in default may not sublet."),
        open("May the Tenant sublet?", "May the Tenant sublet?"),
        open("", "The Tenant may sublet."), open("May the Tenant sublet?", ""),
    ]
}
