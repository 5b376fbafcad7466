extension Feature {
    /// The check to which a feature belongs.
    var check: SupportCheck.Name {
        switch self {
        case .numberConflict, .numberMissing, .numberQuestion, .numberWeak, .numbers, .numberContext, .numberOrder,
            .boundConflict, .boundDropped, .boundAdded, .comparisonExchanged, .comparisonAdded, .extremeWrong,
            .extremeRight:
            .numbers
        case .numberUnit: .units
        case .unmatchedName, .questionName, .roleContext, .roleShare, .roleExchanged, .exchangedName: .names
        case .denialAdded, .denialDropped, .denialFlipped, .denialPrefix, .denialOnlySpan, .yesAgainstDenial: .negation
        case .mayForMust, .mustForMay, .modalExchanged, .mayForMustNot, .mustNear, .mayNear, .mayUnsaid, .mustUnsaid,
            .freeDropped:
            .modality
        case .absoluteAdded, .neverAdded, .everyAdded, .everyAddedDenied, .everyExchanged, .onlyAdded, .bothAdded,
            .withoutAdded, .withoutReversed, .exceptionDropped, .provisoDropped, .conditionDropped, .withoutDropped,
            .exceptionMadeUp:
            .conditions
        case .timeReversed, .timeConflict, .beforeAdded, .timeAdded: .dates
        case .exchanged, .exchangedClass, .insertedClass, .droppedClass, .inserted, .dropped, .closeExchanged,
            .closeExchangedClass, .closeInsertedClass, .closeDroppedClass, .closeInserted, .quoted, .copied,
            .longestRun:
            .quotation
        case .otherDocument, .otherVersion: .document
        case .planted: .instructions
        case .similarity: .similarity
        default: .coverage
        }
    }

    /// Whether, as a veto, it says that words are not found, and not that the spans say otherwise.
    var isOnlyDoubt: Bool {
        switch self {
        case .unmatched, .questionOnly, .shortFar, .breaks: true
        default: false
        }
    }

    /// What is told where nothing more exact is known.
    var remark: String {
        switch check {
        case .quotation: "It changes the words of the passage."
        case .numbers: "Its numbers are not those of the passage."
        case .amounts: "Its amounts are not those of the passage."
        case .dates: "It orders events in another way than the passage."
        case .units: "Its units are not those of the passage."
        case .names: "The passage says it of somebody else."
        case .negation: "It and the passage differ in a denial."
        case .modality: "It and the passage differ in what may, must or need not be."
        case .conditions: "It claims more than the passage, or leaves a condition out."
        case .coverage: "The passage does not say all that it says."
        case .document: "It speaks of another document than the one that is cited."
        case .instructions: "The passage is an order to a program, not a statement."
        case .similarity: "Its meaning is far from that of the passage."
        }
    }
}
