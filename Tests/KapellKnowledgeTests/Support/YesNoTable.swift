import KapellKnowledge

extension YesNoPair {
    /// Pairs that were written after the rules, in the manner of contracts and licences: a label, a question, a sentence.
    static let further: [YesNoPair] = table.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: "|").map(String.init)
        return parts.count == 3 ? YesNoPair(parts[1], parts[2], AnswerVerdict(rawValue: parts[0])) : nil
    }

    private static let table = """
        conditional|May the Tenant use the garden?|The Tenant may use the garden between 8 a.m. and 8 p.m.
        conditional|May the Tenant use the garden?|The Tenant may use the garden on weekdays.
        yes|May the Tenant use the garden?|The Tenant may use the garden, the cellar and the attic.
        yes|May the Tenant use the cellar?|The Tenant may use the garden, the cellar and the attic.
        yes|Must the Customer pay the invoice?|The Customer must pay the invoice within thirty days.
        yes|Must the Customer pay the invoice within thirty days?|The Customer must pay the invoice within thirty days.
        open|Must the Customer pay the invoice within ten days?|The Customer must pay the invoice within thirty days.
        open|Must the Customer pay within thirty days?|The Customer must pay the invoice within thirty days of receipt.
        open|May the Employee disclose the salary?|The Employee may not disclose the salary to third parties.
        open|May the Employee disclose confidential information?|The Recipient may not disclose Confidential Information.
        yes|May the Recipient disclose Confidential Information to employees?|The Recipient may not disclose Confidential Information except to employees.
        yes|May the Recipient disclose Confidential Information to its advisers?|The Recipient may disclose Confidential Information to its advisers.
        open|May the Recipient disclose Confidential Information to its customers?|The Recipient may disclose Confidential Information to its advisers.
        conditional|May the Provider use subcontractors?|The Provider may use subcontractors only with the Customer's prior approval.
        no|May the Provider use subcontractors without approval?|The Provider may use subcontractors only with the Customer's prior approval.
        no|May the Provider use subcontractors without approval?|The Provider may not use subcontractors without the prior written approval of the Customer.
        open|May the Provider use subcontractors in the EU?|The Provider may not use subcontractors outside the EU.
        conditional|May the Provider use subcontractors?|The Provider may not use subcontractors outside the EU.
        conditional|May the Customer terminate?|The Customer may terminate this Agreement for cause.
        no|May the Customer terminate for convenience?|The Customer may not terminate this Agreement for convenience.
        open|May the Customer terminate for convenience?|The Customer may terminate this Agreement for cause.
        no|May the Customer terminate for convenience?|Neither party may terminate this Agreement for convenience.
        no|Is the warranty transferable?|The warranty is not transferable.
        no|Is the licence exclusive?|The licence is non-exclusive.
        conditional|Is the licence exclusive?|The licence is exclusive to the Territory.
        yes|Is the licence perpetual?|The licence is perpetual and irrevocable.
        yes|Is the licence irrevocable?|The licence is perpetual and irrevocable.
        conditional|Is the licence perpetual?|The licence is perpetual, except as stated in clause 9.
        yes|Is the agreement binding?|This Agreement is binding on the parties and their successors.
        conditional|Is insurance required?|Insurance is required for amounts above EUR 10,000.
        yes|Is insurance mandatory?|Insurance is required.
        yes|Is overtime paid?|Overtime is paid at a rate of 150 percent.
        no|Is overtime paid?|Overtime is not paid.
        yes|Are tips taxable?|Tips are taxable.
        yes|Are dogs allowed?|Dogs are allowed.
        open|Are dogs allowed?|Guide dogs are allowed.
        no|Are dogs allowed?|No dogs are allowed.
        conditional|Are dogs allowed?|Dogs are not allowed in the pool.
        no|Are pets allowed in the building?|Pets are not allowed in the building.
        conditional|Are pets allowed in the building?|Pets are allowed in the building with the exception of snakes.
        yes|Must the Landlord repair the roof?|The Landlord must repair the roof.
        yes|Must the Landlord repair the roof?|The Landlord must keep the roof in repair.
        yes|Must the Landlord fix the roof?|The Landlord shall repair the roof.
        conditional|Must the Tenant repair the roof?|The Tenant is not obliged to repair the roof unless the damage was caused by the Tenant.
        yes|May the Bank charge a fee?|The Bank may charge a fee.
        yes|May the Bank charge a fee?|The Bank may charge a reasonable fee.
        no|May the Bank charge a fee?|The Bank may not charge any fee.
        conditional|May the Bank charge a fee?|The Bank may not charge a fee for the first three withdrawals.
        yes|Can employees carry over holidays?|Employees may carry over holidays.
        conditional|Can employees carry over holidays?|Employees may carry over up to five days of holidays.
        open|Can an employee carry over leave?|Employees may not carry over leave to the next year.
        conditional|May the Licensee modify the Software?|The Licensee may modify the Software for its own use.
        no|May the Licensee modify the Software?|The Licensee may not modify, translate or decompile the Software.
        no|May the Licensee decompile the Software?|The Licensee may not modify, translate or decompile the Software.
        conditional|May the Licensee decompile the Software?|The Licensee may not modify, translate or decompile the Software except as permitted by law.
        conditional|Can you distribute modified versions?|You may distribute modified versions under the terms of this License.
        conditional|Can I distribute the Program?|You may not distribute the Program except as expressly provided under this License.
        conditional|May I charge a fee for the copy?|You may charge a fee for the physical act of transferring a copy.
        conditional|May the seller keep the deposit?|If the buyer withdraws, the seller may keep the deposit.
        conditional|May the seller keep the deposit?|The seller may keep the deposit if the buyer withdraws.
        yes|May the seller keep the deposit if the buyer withdraws?|The seller may keep the deposit if the buyer withdraws.
        open|May the seller keep the deposit if the seller withdraws?|The seller may keep the deposit if the buyer withdraws.
        conditional|May the seller keep the deposit if the buyer withdraws?|The seller may keep the deposit if the buyer withdraws after 1 May.
        yes|Can the tenant end the lease?|The Tenant may terminate the lease.
        conditional|Is the Provider allowed to raise prices?|The Provider may increase prices once a year.
        conditional|Is the Provider allowed to raise prices?|The Provider may not increase prices during the first year.
        yes|Is the Provider allowed to raise prices?|The Provider may increase prices.
        conditional|Must the Customer give notice?|The Customer must give notice of any defect.
        conditional|Must the Provider notify the Customer?|The Provider must notify the Customer of a breach.
        yes|Must the Provider notify the Customer of a breach?|The Provider must notify the Customer of a breach.
        yes|Must the Provider notify the Customer of a breach?|The Provider must notify the Customer of a breach without undue delay.
        conditional|Must the Provider inform the Customer of a breach?|The Provider shall notify the Customer of a breach only if personal data is affected.
        no|May the Customer withhold payment?|The Customer may not withhold payment.
        conditional|May the Customer withhold payment?|The Customer may withhold payment of disputed amounts.
        conditional|Can the Landlord increase the rent?|The Landlord may increase the rent once every two years.
        conditional|Can the Landlord increase the rent?|The Landlord may increase the rent where the index has risen.
        yes|Is the Contractor an employee?|The Contractor is an employee.
        no|Is the Contractor an employee?|The Contractor is not an employee of the Client.
        yes|Is the Contractor independent?|The Contractor is independent.
        no|Are the parties partners?|The parties are not partners.
        yes|Is the rent due on Monday?|The rent is due on Monday.
        no|Is the rent due on Monday?|The rent is due on Tuesday.
        open|Is the rent due?|The rent is due on Monday.
        yes|May the Tenant paint the doors?|The Tenant may paint the walls and the doors.
        open|May the Tenant paint the walls red?|The Tenant may paint the walls.
        conditional|May the Tenant assign the lease?|The Tenant may assign or sublet the lease with consent.
        no|May the Tenant assign the lease?|The Tenant may not assign the lease or sublet the premises.
        no|May the Tenant sublet the premises?|The Tenant may not assign the lease or sublet the premises.
        conditional|May the Board appoint a director?|The Board may appoint a director to fill a vacancy.
        yes|Can a member vote by proxy?|A member may vote by proxy.
        yes|Can a member vote by proxy?|A member may vote in person or by proxy.
        yes|Can a member vote in person?|A member may vote in person or by proxy.
        open|Can a minor vote by proxy?|A member may vote by proxy.
        conditional|Is the Tenant required to have insurance?|The Tenant is required to have insurance when working at heights.
        yes|Does the Tenant have the right to renew?|The Tenant has the right to renew.
        no|Does the Tenant have the right to renew?|The Tenant has no right to renew.
        open|Does the Tenant have to renew?|The Tenant has no right to renew.
        no|May the Provider store data outside Europe?|The Provider must not store data outside Europe.
        open|May the Provider store data in Europe?|The Provider must not store data outside Europe.
        yes|Must the driver wear a helmet?|Every driver must wear a helmet.
        open|Must the driver wear a helmet?|Drivers under 18 must wear a helmet.
        yes|Must the driver wear a helmet?|The driver must wear a helmet and gloves.
        open|Must the driver wear gloves?|The driver must wear a helmet or gloves.
        open|Must the driver wear a helmet?|The driver must wear a helmet or a hood.
        conditional|May the driver smoke?|The driver must not smoke while driving.
        no|May the driver smoke?|The driver must not smoke, eat or drink.
        no|May the driver smoke or eat?|The driver must not smoke or eat.
        conditional|May the pupil leave early?|A pupil may leave early, when a parent agrees in writing.
        conditional|Can the Authority refuse the application?|The Authority may refuse the application on the following grounds.
        yes|Is the deposit returned?|The deposit is returned within 30 days.
        conditional|Is the deposit returned?|The deposit is returned if no damage was done.
        conditional|Can the buyer reject the goods?|The Buyer may reject the goods upon giving notice to the Seller.
        yes|May the Tenant install shelves?|The Tenant may install shelves without the Landlord's consent.
        yes|May the Tenant install shelves without consent?|The Tenant may install shelves without the Landlord's consent.
        no|Must the Supplier deliver on Fridays?|The Supplier shall not be required to deliver on Fridays.
        no|Can the User resell the service?|The User must not, and must not allow others to, resell the service.
        no|Can the User resell the service?|The User may not resell the service, in whole or in part.
        no|Can the User resell the service?|The User may not directly or indirectly resell the service.
        no|Can the User share a password?|The User cannot share a password with other users.
        no|Can the User share a password?|Users cannot share a password.
        """
}
