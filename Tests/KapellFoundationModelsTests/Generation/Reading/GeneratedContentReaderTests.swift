import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

@Suite struct GeneratedContentReaderTests {
    @Generable struct Person {
        let name: String
        let age: Int?
    }

    @Generable enum Mood { case calm, wild }

    private func read(_ text: String, _ schema: GenerationSchema? = Person.generationSchema) throws
        -> GeneratedContentReader.Reading
    {
        try GeneratedContentReader.read(text, schema: schema)
    }

    private func message(_ text: String, _ schema: GenerationSchema? = Person.generationSchema) -> String {
        let error = #expect(throws: GeneratedContent.ParsingError.self) { try read(text, schema) }
        #expect(error?.rawContent == text)
        return error?.debugDescription ?? ""
    }

    @Test("Bare JSON is taken as it is")
    func bare() throws {
        let reading = try read(" {\"name\": \"Ada\"}\n")
        #expect(reading.content.jsonString == #"{"name":"Ada"}"#)
        #expect(reading.content.id != nil && reading.content.isComplete)
        #expect(reading.dropped == [])
    }

    @Test(
        "A code fence is left out, and said so",
        arguments: ["```json\n{\"name\": \"Ada\"}\n```", "```\n{\"name\": \"Ada\"}```\n"])
    func fence(text: String) throws {
        let reading = try read(text)
        #expect(reading.content.jsonString == #"{"name":"Ada"}"#)
        #expect(reading.dropped == ["The code fence around the JSON was left out."])
    }

    @Test("Prose around the value is left out, and said so")
    func prose() throws {
        let reading = try read("Sure [1]! Here is {it}:\n```json\n{\"name\": \"A {b} c\"}\n```\nAnything else?")
        #expect(reading.content.jsonString == #"{"name":"A {b} c"}"#)
        #expect(reading.dropped.count == 2)
        #expect(reading.dropped.first == "32 characters before the JSON were left out.")
    }

    @Test("Of two different values none is taken")
    func two() {
        let text = message("First {\"name\": \"Ada\"}, then {\"name\": \"Bob\"}.")
        #expect(text.contains("two different JSON values, at the characters 7 and 29"))
    }

    @Test("The same value twice is taken once, and said so")
    func same() throws {
        let reading = try read("{\"name\": \"Ada\"}\nThat is: {\"name\":\"Ada\"}")
        #expect(reading.content.jsonString == #"{"name":"Ada"}"#)
        #expect(reading.dropped.contains("The same JSON value came 2 times."))
    }

    @Test("A reply that is cut is an error that says so")
    func cut() {
        #expect(message("Here: {\"name\": \"Ad").contains("ends before its JSON does, which begins at character 7"))
    }

    @Test("A reply with broken JSON is an error with the place; no smaller value within it is taken")
    func broken() {
        #expect(message("Here: {\"name\": \"Ada\", age: {\"name\": \"x\"}}").contains("has an error in its JSON"))
        #expect(message("{\"name\": \"Ada\",}").contains("has an error in its JSON"))
    }

    @Test("A reply without JSON is an error", arguments: ["I cannot do that.", "", " \n", "{it}"])
    func none(text: String) { #expect(!message(text).isEmpty) }

    @Test("JSON of another form is taken: the check against the schema says what is wrong with it")
    func otherForm() throws {
        let reading = try read("[1, 2]")
        #expect(try Person.generationSchema.violations(in: reading.content).count == 1)
    }

    @Test("A key that comes twice keeps its last value, and is named")
    func twins() throws {
        let reading = try read(#"{"name": "Ada", "age": 1, "\u006eame": "Bob", "inner": {"name": 1}}"#)
        #expect(reading.content.jsonString == #"{"name":"Bob","age":1,"inner":{"name":1}}"#)
        #expect(reading.dropped == ["The property \"name\" came more than once; its last value was taken."])
    }

    @Test("A string may lack its quotation marks where only a string can be meant")
    func bareStrings() throws {
        let reading = try read(" wild\n", Mood.generationSchema)
        #expect(try reading.content.value(Mood.self) == .wild)
        #expect(reading.dropped == ["The string had no quotation marks."])
        #expect(try read("\"calm\"", Mood.generationSchema).content.value(Mood.self) == .calm)
        #expect(try read("```\nwild\n```", Mood.generationSchema).content.value(Mood.self) == .wild)
    }

    @Test("A number is not guessed out of prose")
    func numbers() throws {
        #expect(try read("42\n", Int.generationSchema).content.value(Int.self) == 42)
        #expect(try read("```json\n42\n```", Int.generationSchema).content.value(Int.self) == 42)
        #expect(message("The answer is 42.", Int.generationSchema).contains("is not number or boolean in JSON"))
    }

    @Test("JSON that is written as a string of JSON is read")
    func quoted() throws {
        let reading = try read(#""{\"name\": \"Ada\"}""#)
        #expect(reading.content.jsonString == #"{"name":"Ada"}"#)
        #expect(reading.dropped == ["The JSON was written as a string."])
    }

    @Test("A reply beyond the limit is an error")
    func limit() {
        var reader = GeneratedContentReader(schema: nil, limits: JSONLimits(bytes: 10))
        reader.append("{\"a\": 1,")
        reader.append("\"b\": 2}")
        reader.append("{}")
        #expect(throws: GeneratedContent.ParsingError.self) { try reader.finish() }
    }

    @Test("While it arrives, the content grows under one identity, and prose before it does not hinder")
    func streaming() throws {
        let id = GenerationID()
        var reader = GeneratedContentReader(schema: Person.generationSchema, id: id)
        var seen: [String] = []
        for piece in [
            "He", "re {it} is: ```json\n{", "\"name\"", ": \"A", "da\", \"ag", "e\": 3", "6}", "\n```",
            " Bye {\"x\": 1",
        ] {
            reader.append(piece)
            guard let content = reader.content else { continue }
            #expect(content.id == id)
            seen.append(content.jsonString)
        }
        #expect(
            seen == [
                "{}", "{}", #"{"name":"A"}"#, #"{"name":"Ada"}"#, #"{"name":"Ada"}"#, #"{"name":"Ada","age":36}"#,
                #"{"name":"Ada","age":36}"#, #"{"name":"Ada","age":36}"#,
            ])
        #expect(reader.content?.isComplete == true)
        // The verdict looks at the whole reply.
        #expect(throws: GeneratedContent.ParsingError.self) { try reader.finish() }
    }
}
