import KapellText

/// Words that people ask about, and that lie near to other words of contracts: they are right as they are, whether or not
/// the documents have them.
package enum EverydayWords {
    package static let all: Set<String> = Set(
        """
        abode access accident account action adapter advance advice agency agent alarm allow annex annual appeal apply \
        arbiter arrears asset assign audit author award bank batch beach bench benefit bike bill board bond bonus book \
        border bound brand breach break breath bribe broker budget build bundle bureau bus cable call camera canteen \
        card care cargo carpet carrier case cash cause ceiling cell census chair change charge charity check cheque child \
        choice claim clause clean client clock cloud coach coast code coffee colour comment commerce common company \
        competent complain complaint complement compliance compliant compliment concession condition conduct confirm \
        consent conservation contact content contest contract control convert convict cook cookie copy cost council \
        counsel count county couple course court cover credit crime custom cycle daily damage dance data date deal \
        death debt deed default defect delay delegation deposit design desk detail device diet dinner direct dispute \
        diverse divorce doctor dog door draft dress drink drive driver drone drug duty early earn east eject elect email \
        emit employ engine ensure entry error escrow estate event exempt exercise expect expense expert expire export \
        extend extent extra facility factory fail fair faith family farm fault favour fence file final finance fine fire \
        firm first fitness flat fleet flight floor flower food force fork form fraud free freight fuel fund furniture \
        garage garden gift good goods grant green ground group guard guest gym health heat heating heir hire hold holiday \
        hospital host hotel house image immune impart import improve incident income indemnitee indemnitor index inform \
        injury input insect insert inspect insulate insure intend intent interest interior interview invent invest \
        invoice issue item join joint journal judge jury keep key kitchen know labor labour ladder land laptop launch \
        law lawyer lead leak leap lease leave legal lender lessee lessen lesser lesson lessor letter level liable libel \
        library licence license licensee licensor lien life lift light limit link list load loan local lock logo loss \
        lottery loyal lunch machine mail maintain make manager manor marine market marriage master maternity matter mayor \
        meal measure medal media medical medium meet member mental merger metal meter method mile milk minor mobile model \
        money moral mortgage mortgagee mortgagor motor move music nail native nature night noise nominate normal notary \
        notice novel nurse oath object obtain offer office open oral order organ owner pain paint panel paper parcel \
        pardon parent park parking part partner party passport past patent paternity patient pause payee payer payment \
        peer penalty pension permit person personal personnel pest pet petition phone photo piano picture place plan \
        plane plant plate play plea plot plumber police policy pool port portal post pound power practice praise prayer \
        precede premium premises present prevent price prices pride principal principle print prison privacy private \
        prize probate probation proceed process produce profit prohibit project promise proof proper property proposal \
        prosecute protect provide public punish purchase purpose quality quarter quit quota quote radio rail rain raise \
        rate ratio reason recall receipt recess recipe recite record recover recruit recycle redress refer reform refund \
        regard regime reject release relief relocation relocate remand remedy remit remote remove render renew rental \
        repair repay report request rescue resell reserve reside resign resist resource respect rest restore result \
        retail retain retire return revenue reverse review revocation revoke reward risk road roof room route royal \
        royalty safe safety salary sale sauna school seal search season seat secret secure security seizure sell send \
        senior serve server service settle share sheet ship shop shower sick sight sign signal site size skill sleep \
        smoke smoking soap social software solar sound source speech spend sponsor sport spouse staff stage stair stake \
        stamp state stated statement station statue status statute stay steal stock stop storage store storm street \
        stress strike strip student study sublease sublet sublessee sublessor suit summary supply support surety \
        surgery survey suspend swim switch tablet taxi teach team tenant tenet tenure term test theft thing ticket time \
        title toilet tool tort tour towel tower track trade train transfer transit transport travel treat tree trial trip \
        truck trust trustee trustor unable uniform union unit update upgrade usage user vacant vacation valid value van \
        vehicle vendee vendor venue verdict vessel visa visit voice void voter wage waiver wall warden warrant warrantee \
        warranty waste water weapon weather website week weight wheel will window wine wire witness word work worker \
        world wound write year yield zone bake decode decrypt decryption encrypt encryption ensue indent parse reuse schema \
        superset throughput
        """.split(separator: " ").map(String.init))

    /// Whether a word, or one that it is a plain form of, is among them: `releases`, `patented`.
    package static func holds(_ word: String) -> Bool { all.contains(word) || stems.contains(Stemmer.normalStem(word)) }

    private static let stems: Set<String> = Set(all.map(Stemmer.normalStem))
}
