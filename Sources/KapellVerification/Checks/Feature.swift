/// What is measured of a sentence and its span. The names are those of the weights' file.
enum Feature: String, CaseIterable {
    // Words.
    case length, spanLength, covered, coveredBest, coveredTwo, synonyms, unmatched, unmatchedLight, unmatchedName
    case questionOnly, questionName, titleOnly, quoted, copied, longestRun, inversions, tight, breaks, isTable, hasList
    case some, saysYes, saysNo, isShort
    // Numbers.
    case numberConflict, numberMissing, numberUnit, numberQuestion, numberWeak, numbers, numberContext, numberOrder
    case boundConflict, boundDropped, boundAdded
    // What is done to copied words.
    case exchanged, exchangedName, exchangedClass, insertedClass, droppedClass, inserted, dropped
    case closeExchanged, closeExchangedClass, closeInsertedClass, closeDroppedClass, closeInserted
    // Denials, modality, quantifiers.
    case denialAdded, denialDropped, denialFlipped, denialPrefix, denialOnlySpan, yesAgainstDenial
    case mayForMust, mustForMay, modalExchanged, mayForMustNot, mustNear, mayNear, mayUnsaid, mustUnsaid, freeDropped
    case absoluteAdded, neverAdded, everyAdded, everyAddedDenied, everyExchanged, onlyAdded, bothAdded, withoutAdded,
        withoutReversed
    case comparisonExchanged, comparisonAdded, opposite
    // Time, order, conditions.
    case timeReversed, timeConflict, beforeAdded, timeAdded
    case exceptionDropped, provisoDropped, conditionDropped, withoutDropped, exceptionMadeUp
    // Who.
    case roleContext, roleShare, roleExchanged
    // Tables.
    case tableRow, tableColumn, extremeWrong, extremeRight
    // The question and the document.
    case questionCovered, questionNear, questionRepeated, questionForeign, shortFar, otherDocument, otherVersion,
        planted
    // Similarity of meaning, where vectors are there.
    case similarity
}
