import KapellCollections
import KapellCore
import KapellVectors
import Testing

@Suite struct MigrationRefusalTests {
    @Test func bothSpacesAreAskedTheSameQuestions() async throws {
        let stage = try await MigrationStage(inFolder: false)
        _ = try await stage.fill(30)
        try await stage.database.beginMigration(of: "docs", to: try await MigrationTarget(of: TestModel.new))
        let migration = try await stage.migration()
        let questions = [
            PinnedQuery("record number 7 of 30 words", relevant: ["r107": 1]), PinnedQuery("number 9"),
        ]
        let empty = try await migration.compare(questions, k: 5, serving: TestModel.old, other: TestModel.new)
        #expect(empty.overlap == 0 && empty.servingNDCG == 1 && empty.otherNDCG == 0 && empty.worse == 1)
        #expect(!empty.isInStep && empty.judged == 1)
        try await migration.feed(TestModel.new)
        let same = try await migration.compare(questions, k: 5, serving: TestModel.old, other: TestModel.new)
        // A rotation of the components changes no distance.
        #expect(same.overlap == 1 && same.otherNDCG == 1 && same.isInStep && same.better == 0)
        let found = try await migration.query(VectorQuery(vector: try await TestModel.new.vector("number 9"), limit: 1))
        #expect(found.plan.isExact && found.matches.count == 1)
        for (asked, k, models) in [
            ([], 5, [TestModel.old, TestModel.new]), (questions, 0, [TestModel.old, TestModel.new]),
            (questions, 5, [TestModel.new, TestModel.new]), ([PinnedQuery("x", relevant: ["a": -1])], 5, [.old, .new]),
        ] as [([PinnedQuery], Int, [TestModel])] {
            let error = await #expect(throws: KapellError.self) {
                try await migration.compare(asked, k: k, serving: models[0], other: models[1])
            }
            #expect(error?.remedy != nil)
        }
    }

    @Test(
        arguments: [
            ([], [:], 0), (["a", "b"], ["a": 1], 1), (["b", "a"], ["a": 1], 0.630_929_753_571_457_4),
            (["a", "b", "c"], ["b": 3, "c": 1], 0.659_001_804_802_413_3), (["x"], ["a": 1], 0),
            (["a"], ["a": 1, "b": 1], 0.613_147_192_765_458_4),
        ] as [([String], [String: Double], Double)])
    func gainIsDiscountedByRank(_ ids: [String], _ relevant: [String: Double], _ value: Double) {
        #expect(abs(RankingQuality.ndcg(ids, relevant: relevant, k: 2 + (ids.count > 2 ? 1 : 0)) - value) < 1e-12)
        #expect(RankingQuality.overlap(ids, ids) == 1)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: KapellError.Code
        var act: @Sendable (LocalVectorDatabase) async throws -> Void
    }

    /// Of a collection without a migration (`none`), and of one with it (`docs`).
    static let refusals: [Refusal] = [
        Refusal(testDescription: "another begin", code: .conflict) {
            try await $0.beginMigration(of: "docs", to: MigrationTarget(dimensions: 3))
        },
        Refusal(testDescription: "the model that it has", code: .conflict) {
            try await $0.beginMigration(of: "none", to: try await MigrationTarget(of: TestModel.old))
        },
        Refusal(testDescription: "a name that is none", code: .invalidRequest) {
            try await $0.beginMigration(of: "none", to: MigrationTarget(name: "../x", dimensions: 3))
        },
        Refusal(testDescription: "the name of the space that serves", code: .invalidRequest) {
            try await $0.beginMigration(of: "none", to: MigrationTarget(name: "space-1", dimensions: 3))
        },
        Refusal(testDescription: "no dimensions", code: .invalidRequest) {
            try await $0.beginMigration(of: "none", to: MigrationTarget(dimensions: 0))
        },
        Refusal(testDescription: "no collection", code: .notFound) {
            try await $0.beginMigration(of: "nowhere", to: MigrationTarget(dimensions: 3))
        },
        Refusal(testDescription: "no migration", code: .notFound) { _ = try await $0.migration(of: "none") },
        Refusal(testDescription: "another model", code: .conflict) {
            try await $0.migration(of: "docs").feed(TestModel.old)
        },
        Refusal(testDescription: "another model under the name", code: .conflict) {
            try await $0.migration(of: "docs").feed(TestModel("test/new", shift: 3))
        },
        Refusal(testDescription: "back before it was cut over", code: .conflict) {
            try await $0.migration(of: "docs").rollBack(TestModel.old)
        },
        Refusal(testDescription: "finished before it was cut over", code: .conflict) {
            try await $0.migration(of: "docs").finish()
        },
        Refusal(testDescription: "fed while it is paused", code: .conflict) {
            try await $0.migration(of: "docs").pause()
            try await $0.migration(of: "docs").feed(TestModel.new)
        },
    ]

    @Test(arguments: refusals) func isRefusedWithARemedy(_ refusal: Refusal) async throws {
        let stage = try await MigrationStage(inFolder: false)
        _ = try await stage.fill(3)
        var options = try await stage.docs().options
        options.name = "none"
        _ = try await stage.database.create(options)
        try await stage.database.beginMigration(of: "docs", to: try await MigrationTarget(of: TestModel.new))
        try await stage.migration().feed(TestModel.new)
        let error = await #expect(throws: KapellError.self) { try await refusal.act(stage.database) }
        #expect(error?.code == refusal.code && error?.remedy != nil, "\(error.map { "\($0)" } ?? "")")
        #expect(try await stage.docs().count(where: nil, namespace: "") == 3)
    }

    @Test func aModelOfUnknownVectorsIsNotGuessed() async throws {
        let stage = try await MigrationStage(inFolder: false)
        _ = try await stage.fill(3)
        try await stage.database.beginMigration(of: "docs", to: MigrationTarget(dimensions: 16))
        let error = await #expect(throws: KapellError.self) { try await stage.migration().feed(TestModel.new) }
        #expect(error?.code == .conflict)
        // By hand alone.
        for id in ["r100", "r101", "r102"] {
            try await stage.migration().upsert([VectorRecord(id: id, vector: try await TestModel.new.vector(id))])
        }
        try await stage.migration().cutOver(nil)
        #expect(try await stage.docs().options.fingerprint == "")
    }
}
