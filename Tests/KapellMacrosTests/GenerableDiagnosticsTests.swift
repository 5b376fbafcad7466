import Testing

@Suite struct GenerableDiagnosticsTests {
    @Test("A class is refused at its keyword, with the change that mends it", arguments: GenerableRefusals.classes)
    func classes(_ refusal: Refusal) async throws { try await refusal.check() }

    @Test(
        "A property without a type is refused at its name, with the type where it is plain",
        arguments: GenerableRefusals.types)
    func types(_ refusal: Refusal) async throws { try await refusal.check() }

    @Test(
        "A constant that has its value is refused, with the change that mends it",
        arguments: GenerableRefusals.constants)
    func constants(_ refusal: Refusal) async throws { try await refusal.check() }

    @Test(
        "Types that no model generates are refused at the type, with what to write instead",
        arguments: GenerableRefusals.unsupported)
    func unsupported(_ refusal: Refusal) async throws { try await refusal.check() }

    @Test("The part of a type that is wrong is named, not the whole", arguments: GenerableRefusals.inner)
    func inner(_ refusal: Refusal) async throws { try await refusal.check() }

    @Test("Two descriptions, tuples and properties under a condition are refused", arguments: GenerableRefusals.others)
    func others(_ refusal: Refusal) async throws { try await refusal.check() }

    @Test("A written argument is needed where the macro reads it", arguments: GenerableRefusals.arguments)
    func arguments(_ refusal: Refusal) async throws { try await refusal.check() }

    @Test(
        "An enumeration needs cases, and no label that the name of the case has",
        arguments: GenerableRefusals.enumerations)
    func enumerations(_ refusal: Refusal) async throws { try await refusal.check() }
}
