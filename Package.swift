// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

/// Every target of the package is built with the same language features.
let features: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
func swiftSyntax(_ product: String) -> Target.Dependency { .product(name: product, package: "swift-syntax") }
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A library target: `name` in `Sources/name`, with the features above.
func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: features)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: features)
}

let package = Package(
    name: "kapell",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "kapell", targets: ["kapell"]),
        .executable(name: "kapell-extract", targets: ["kapell-extract"]),
        .library(name: "KapellJSON", targets: ["KapellJSON"]),
        .library(name: "KapellVectors", targets: ["KapellVectors"]),
        .library(name: "KapellLexical", targets: ["KapellLexical"]),
        .library(name: "KapellCore", targets: ["KapellCore"]),
        .library(name: "KapellFoundationModels", targets: ["KapellFoundationModels"]),
        .library(name: "KapellGrammar", targets: ["KapellGrammar"]),
        .library(name: "KapellChatTemplates", targets: ["KapellChatTemplates"]),
        .library(name: "KapellLocal", targets: ["KapellLocal"]),
        .library(name: "KapellText", targets: ["KapellText"]),
        .library(name: "KapellDocuments", targets: ["KapellDocuments"]),
        .library(name: "KapellChunking", targets: ["KapellChunking"]),
        .library(name: "KapellVerification", targets: ["KapellVerification"]),
        .library(name: "KapellQuality", targets: ["KapellQuality"]),
        .library(name: "KapellKnowledge", targets: ["KapellKnowledge"]),
        .library(name: "KapellPrompts", targets: ["KapellPrompts"]),
        .library(name: "KapellStore", targets: ["KapellStore"]),
        .library(name: "KapellDialects", targets: ["KapellDialects"]),
        .library(name: "KapellProviders", targets: ["KapellProviders"]),
        .library(name: "KapellPolicy", targets: ["KapellPolicy"]),
        .library(name: "KapellServer", targets: ["KapellServer"]),
        .library(name: "KapellCollections", targets: ["KapellCollections"]),
        .library(name: "KapellWorkflows", targets: ["KapellWorkflows"]),
        .library(name: "KapellEngines", targets: ["KapellEngines"]),
        .library(name: "KapellPostgres", targets: ["KapellPostgres"]),
        .library(name: "KapellEvals", targets: ["KapellEvals"]),
        .library(name: "KapellCertificates", targets: ["KapellCertificates"]),
        .library(name: "KapellTesting", targets: ["KapellTesting"]),
        .library(name: "KapellFaults", targets: ["KapellFaults"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        .package(url: "https://github.com/swiftlang/swift-syntax", exact: "603.0.1"),
    ],
    targets: [
        // Without dependencies.
        library("KapellJSON"),
        .target(name: "CKapellKernels"),
        library("KapellVectors", ["CKapellKernels"]),
        library("KapellLexical", ["CKapellKernels"]),

        // The nouns.
        library("KapellCore", ["KapellJSON", "KapellVectors"]),

        // Leaves: each may import JSON, Vectors and Core.
        library("KapellGrammar", ["KapellJSON", "KapellCore"]),
        .systemLibrary(
            name: "CLlama", pkgConfig: "kapell-llama",
            providers: [.brew(["llama.cpp"])]),
        .target(name: "CKapellMatrix"),
        .target(name: "CKapellWeights", exclude: ["reader-adapter.gguf", "reader-head.f32"]),
        .target(name: "CKapellLlama", dependencies: ["CKapellMatrix", "CLlama"]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CXML2", pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
        library("KapellZip", ["KapellCore", "CZlib"]),
        library("KapellChatTemplates", ["KapellJSON", "KapellCore"]),
        library(
            "KapellLocal",
            [
                "KapellJSON", "KapellCore", "KapellGrammar", "KapellChatTemplates", "KapellZip", "CLlama",
                "CKapellLlama", "CKapellWeights",
                crypto, httpClient, subprocess, nioCore, nioHTTP,
            ]),
        library("KapellText", ["KapellCore"]),
        library("KapellDocuments", ["KapellJSON", "KapellCore", "KapellZip", "CXML2", subprocess, system]),
        library("KapellQuality", ["KapellCore"]),
        library("KapellChunking", ["KapellCore", "KapellText", "KapellDocuments"]),
        library(
            "KapellVerification", ["KapellJSON", "KapellCore", "KapellText"], resources: [.embedInCode("Weights")]),
        library(
            "KapellKnowledge",
            [
                "KapellJSON", "KapellVectors", "KapellLexical", "KapellCore", "KapellText", "KapellDocuments",
                "KapellChunking", "KapellQuality", "KapellVerification", crypto,
            ]),
        library(
            "KapellPrompts", ["KapellJSON", "KapellCore", mustache, yams, crypto],
            resources: [.embedInCode("Tasks/Prompts")]),
        library("KapellStore", ["KapellJSON", "KapellCore", grdb, sqlite, crypto]),
        library("KapellCollections", ["KapellJSON", "KapellVectors", "KapellLexical", "KapellCore"]),
        library("KapellWorkflows", ["KapellJSON", "KapellCore"]),
        .target(name: "CPostgres"),
        library("KapellPostgres", ["KapellJSON", "KapellVectors", "KapellLexical", "KapellCore", "CPostgres"]),
        library("KapellEngines", ["KapellJSON", "KapellVectors", "KapellCore", crypto, httpClient, nioCore, nioHTTP]),
        library("KapellDialects", ["KapellJSON", "KapellCore"]),
        library(
            "KapellProviders",
            [
                "KapellJSON", "KapellCore", "KapellDialects", crypto, httpClient, nioCore, nioHTTP, nioPosix, nioSSL,
            ]),
        library("KapellPolicy", ["KapellJSON", "KapellCore"], resources: [.embedInCode("Prices/prices.json")]),
        .macro(
            name: "KapellMacros",
            dependencies: [
                swiftSyntax("SwiftCompilerPlugin"), swiftSyntax("SwiftDiagnostics"), swiftSyntax("SwiftSyntax"),
                swiftSyntax("SwiftSyntaxBuilder"), swiftSyntax("SwiftSyntaxMacros"),
            ],
            swiftSettings: features),
        library("KapellFoundationModels", ["KapellJSON", "KapellCore", "KapellMacros"]),
        library("KapellEvals", ["KapellJSON", "KapellLexical", "KapellCore"]),
        library("KapellCertificates", ["KapellJSON", "KapellCore", crypto]),
        library("KapellTesting", ["KapellJSON", "KapellVectors", "KapellLexical", "KapellCore"]),
        library("KapellFaults", ["KapellJSON", nioCore, nioPosix]),

        // The joint, and the programs.
        library(
            "KapellServer",
            [
                "KapellJSON", "KapellVectors", "KapellLexical", "KapellCore", "KapellLocal", "KapellDocuments",
                "KapellChunking", "KapellQuality", "KapellKnowledge", "KapellCollections", "KapellStore",
                "KapellPrompts", "KapellDialects", "KapellProviders", "KapellPolicy", "KapellWorkflows",
                "KapellPostgres",
                "KapellEvals", "KapellCertificates", hummingbird, hummingbirdCore, httpClient, yams, lifecycle, logging,
                subprocess, system, nioCore, nioPosix, nioHTTP,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Studio/web")]),
        .executableTarget(
            name: "kapell",
            dependencies: [
                "KapellJSON", "KapellCore", "KapellLocal", "KapellDocuments", "KapellKnowledge", "KapellPrompts",
                "KapellStore", "KapellServer", "KapellEvals", "KapellCertificates", arguments,
            ],
            swiftSettings: features),
        .executableTarget(
            name: "kapell-extract", dependencies: ["KapellDocuments"], swiftSettings: features),
        .target(
            name: "KapellExamples",
            dependencies: [
                "KapellCore", "KapellFoundationModels", "KapellJSON", "KapellPrompts", "KapellWorkflows", httpClient,
                nioCore, nioHTTP,
            ],
            path: "Examples/Swift", exclude: ["README.md"], swiftSettings: features),
        .executableTarget(
            name: "kapell-bench",
            dependencies: [
                "KapellJSON", "KapellVectors", "KapellLexical", "KapellCore", "KapellCollections", "KapellLocal",
                "KapellFoundationModels", "KapellTesting", "KapellStore", "KapellPostgres", "KapellWorkflows",
                "KapellVerification",
                "KapellDocuments", "KapellChunking", subprocess,
            ],
            path: "Benchmarks/kapell-bench",
            swiftSettings: features),

        tests("KapellJSONTests", ["KapellJSON", "KapellTesting"]),
        tests("KapellVectorsTests", ["KapellVectors", "KapellTesting"]),
        tests("KapellLexicalTests", ["KapellLexical", "KapellTesting"]),
        tests("KapellDialectsTests", ["KapellDialects", "KapellCore", "KapellJSON", "KapellTesting"]),
        tests("KapellPolicyTests", ["KapellPolicy", "KapellCore", "KapellJSON", "KapellTesting"]),
        tests(
            "KapellProvidersTests",
            ["KapellProviders", "KapellFaults", "KapellDialects", "KapellJSON", "KapellCore"], exclude: ["Fixtures"]),
        tests("KapellCoreTests", ["KapellCore", "KapellJSON", "KapellTesting"]),
        tests(
            "KapellExamplesTests",
            [
                "KapellExamples", "KapellCore", "KapellFoundationModels", "KapellJSON", "KapellLocal",
                "KapellPrompts", "KapellWorkflows", "KapellTesting", hummingbird, nioCore,
            ]),
        tests(
            "KapellFoundationModelsTests",
            ["KapellFoundationModels", "KapellDialects", "KapellCore", "KapellJSON", "KapellTesting"]),
        // Runs swiftc with the built plug-in. A test that depends on the macro itself would have SwiftPM build the
        // whole package a second time, for the host.
        tests("KapellMacrosTests", ["KapellFoundationModels", subprocess]),
        tests(
            "KapellLocalTests",
            ["KapellLocal", "KapellZip", "KapellCore", "KapellJSON", "KapellTesting", "CKapellMatrix", "CZlib", crypto]),
        tests(
            "KapellDocumentsTests", ["KapellDocuments", "KapellZip", "KapellCore", "KapellTesting", "kapell-extract"],
            exclude: ["Fixtures"]),
        tests(
            "KapellCollectionsTests",
            ["KapellCollections", "KapellVectors", "KapellLexical", "KapellCore", "KapellJSON", "KapellTesting"]),
        tests(
            "KapellEnginesTests",
            [
                "KapellEngines", "KapellPostgres", "KapellWorkflows", "KapellTesting", "KapellCore", "KapellVectors",
                "KapellJSON",
            ],
            exclude: ["Cassettes", "Indexes"]),
        tests(
            "KapellWorkflowsTests",
            ["KapellWorkflows", "KapellStore", "KapellPostgres", "KapellCore", "KapellJSON", "KapellTesting"]),
        tests("KapellEvalsTests", ["KapellEvals", "KapellCore", "KapellJSON"]),
        tests("KapellCertificatesTests", ["KapellCertificates", "KapellCore", "KapellJSON"]),
        tests("KapellGrammarTests", ["KapellGrammar", "KapellCore", "KapellJSON"]),
        tests("KapellChatTemplatesTests", ["KapellChatTemplates", "KapellCore", "KapellJSON"]),
        tests("KapellPromptsTests", ["KapellPrompts", "KapellLocal", "KapellCore", "KapellJSON", "KapellTesting"]),
        tests("KapellStoreTests", ["KapellStore", "KapellCore", "KapellJSON", "KapellTesting"]),
        tests(
            "KapellKnowledgeTests",
            [
                "KapellKnowledge", "KapellText", "KapellStore", "KapellDocuments", "KapellLexical", "KapellVectors",
                "KapellCore", "KapellJSON", "KapellTesting", "kapell-extract",
            ]),
        tests("KapellVerificationTests", ["KapellVerification", "KapellCore", "KapellJSON"]),
        tests(
            "KapellChunkingTests",
            ["KapellChunking", "KapellDocuments", "KapellText", "KapellCore", "KapellTesting"]),
        tests("KapellQualityTests", ["KapellQuality", "KapellCore", "KapellJSON"]),
        tests("KapellTextTests", ["KapellText", "KapellCore", "KapellTesting"]),
        tests(
            "KapellServerTests",
            [
                "KapellServer", "KapellChunking", "KapellDialects", "KapellPolicy", "KapellProviders",
                "KapellPrompts", "KapellWorkflows", "KapellEvals", "KapellCertificates", "KapellKnowledge",
                "KapellCore", "KapellJSON", "KapellTesting", "KapellFaults", nioCore, nioPosix, lifecycle, logging,
            ]),
        tests(
            "kapellTests",
            [
                "kapell", "kapell-extract", "KapellCertificates", "KapellJSON", "KapellCore", "KapellTesting",
                subprocess,
            ]),
    ],
    swiftLanguageModes: [.v6]
)
