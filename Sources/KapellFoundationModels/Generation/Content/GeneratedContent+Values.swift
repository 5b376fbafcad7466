extension GeneratedContent {
    /// The content as a value of a type.
    ///
    /// - Throws: ``ParsingError`` where the content is not of the right form, or what `Value` throws.
    public func value<Value>(_ type: Value.Type = Value.self) throws -> Value
    where Value: ConvertibleFromGeneratedContent {
        try Value(self)
    }

    /// The value of a property.
    ///
    /// - Throws: ``ParsingError`` where the property is missing or not of the right form, or what `Value` throws.
    public func value<Value>(_ type: Value.Type = Value.self, forProperty property: String) throws -> Value
    where Value: ConvertibleFromGeneratedContent {
        guard let part = member(property) else {
            guard isStructure else { throw mismatch("a structure") }
            throw ParsingError(self, "lacks the property \"\(property)\".")
        }
        do {
            return try Value(part)
        } catch let error as ParsingError {
            throw error.below(property)
        }
    }

    /// The value of a property that may be missing.
    ///
    /// - Returns: nil where the property is missing or null, or is still too short to be a value: the first letters of
    ///   an enumeration's case, for example.
    /// - Throws: ``ParsingError`` where the property is complete and not of the right form, or what `Value` throws.
    public func value<Value>(_ type: Value?.Type = Value?.self, forProperty property: String) throws -> Value?
    where Value: ConvertibleFromGeneratedContent {
        guard let part = member(property) else {
            guard isStructure || !isComplete else { throw mismatch("a structure") }
            return nil
        }
        if part.isNull { return nil }
        do {
            return try Value(part)
        } catch let error as ParsingError {
            guard part.isComplete else { return nil }
            throw error.below(property)
        } catch {
            guard part.isComplete else { return nil }
            throw error
        }
    }

    /// What there is of a value that is being generated; nil where that is still too little to show.
    ///
    /// - Throws: what is wrong with content that is complete.
    package func partialValue<Value: Generable>(
        of type: Value.Type = Value.self
    ) throws -> Value.PartiallyGenerated? {
        do {
            return try Value.PartiallyGenerated(self)
        } catch {
            if isComplete { throw error }
            return nil
        }
    }
}
