extension GrammarMatcher {
    /// Which tokens may follow, as bits: token `t` is bit `t % 64` of word `t / 64`.
    ///
    /// The mask of a state is kept, and found again when any text of the grammar comes to the same state.
    ///
    /// - Parameter mask: gets as many words as the vocabulary needs.
    public func fillMask(_ mask: inout [UInt64]) {
        guard !isEnded else {
            mask = [UInt64](repeating: 0, count: vocabulary.plain.count)
            return
        }
        let key = GrammarAutomaton.MaskKey(vocabulary: vocabulary.number, state: state)
        mask = automaton.with { memory in
            if let known = memory.masks[key] { return known }
            let mask = vocabulary.mask(state, in: &memory.states)
            if memory.masks.count >= GrammarAutomaton.maskLimit { memory.masks.removeAll(keepingCapacity: true) }
            memory.masks[key] = mask
            return mask
        }
    }
}

extension GrammarVocabulary {
    /// The tokens that may follow a state.
    func mask(_ state: Int32, in states: inout GrammarStates) -> [UInt64] {
        let state = states.probe(state)
        var mask: [UInt64]
        if states.takesText(state, characters: TokenText.characters) {
            // Plain tokens need not be tried, and they are most of a vocabulary.
            mask = plain
            others.mark(&mask, from: state, in: &states)
        } else {
            mask = [UInt64](repeating: 0, count: plain.count)
            all.mark(&mask, from: state, in: &states)
        }
        if states.accepts(state) {
            for token in endTokens { mask[Int(token) >> 6] |= 1 << UInt64(token & 63) }
        }
        return mask
    }
}

extension GrammarStates {
    /// The only byte that may follow, with the state after it; nil where there are several or none.
    mutating func onlyStep(_ state: Int32) -> (byte: UInt8, next: Int32)? {
        var only: (UInt8, Int32)?
        for byte in UInt8.min...UInt8.max {
            let next = step(state, byte)
            guard next >= 0 else { continue }
            if only != nil { return nil }
            only = (byte, next)
        }
        return only
    }
}
