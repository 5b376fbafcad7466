import ArgumentParser
import KapellCore
import KapellDocuments
import KapellJSON
import KapellLocal
import KapellServer
import KapellStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Looks at what Kapell needs, and says what is missing and how to mend it.",
        discussion: "Example: kapell doctor\nExit code 1 when something is missing.")

    @OptionGroup var common: CommonOptions

    private struct Finding {
        var what: String
        var isGood: Bool
        var detail: String
        var remedy: String?
    }

    func run() async throws {
        var findings: [Finding] = []
        let home = try common.home()
        findings.append(
            check("data folder", remedy: "Set KAPELL_HOME to a folder that may be written.") {
                try StoreFolder.create(home.path)
                guard access(home.path, W_OK) == 0 else {
                    throw KapellError(.permission, "\(home.path) may not be written.")
                }
                return home.path
            })
        findings.append(
            check("configuration", remedy: "See `kapell check`.") {
                try common.configuration().file ?? "none (defaults)"
            })
        let models = (try? common.configuration().models) ?? ModelsSection()
        let store = ModelStore(home: home.path)
        for model in [models.default, models.embedding] where model.reference.isLocal {
            let name = model.reference.description
            findings.append(
                check(name, remedy: "Fetch it: kapell pull \(name)") {
                    try store.path(for: model.reference.path ?? name)
                })
        }
        findings.append(await extraction())
        if let project = try? common.project() {
            findings += keys(project)
            findings.append(owner(project))
            findings += await engines(project)
            findings += await journal(project)
        }
        report(findings)
        if findings.contains(where: { !$0.isGood }) { throw ExitCode(1) }
    }

    private func check(_ what: String, remedy: String, _ body: () throws -> String) -> Finding {
        do {
            return Finding(what: what, isGood: true, detail: try body(), remedy: nil)
        } catch let error as KapellError {
            return Finding(what: what, isGood: false, detail: error.message, remedy: error.remedy ?? remedy)
        } catch {
            return Finding(what: what, isGood: false, detail: "\(error)", remedy: remedy)
        }
    }

    /// Reads a small document through the real child process.
    private func extraction() async -> Finding {
        do {
            _ = try await DocumentExtractor().extract(Array("Kapell reads this.".utf8), name: "probe.txt")
            let pdf: String? = ["/usr/bin/pdftotext", "/usr/local/bin/pdftotext", "/opt/homebrew/bin/pdftotext"]
                .first { path in access(path, X_OK) == 0 }
            guard let pdf else {
                return Finding(
                    what: "documents", isGood: false,
                    detail: "Everything is read but PDF and scans: pdftotext is missing.",
                    remedy: "apt-get install poppler-utils (Debian), brew install poppler (macOS)")
            }
            let tesseract: String? = ["/usr/bin/tesseract", "/usr/local/bin/tesseract", "/opt/homebrew/bin/tesseract"]
                .first { path in access(path, X_OK) == 0 }
            guard let tesseract else {
                return Finding(
                    what: "documents", isGood: false,
                    detail: "Everything is read but scans: tesseract is missing.",
                    remedy: "apt-get install tesseract-ocr (Debian), brew install tesseract (macOS)")
            }
            return Finding(
                what: "documents", isGood: true, detail: "text, Office, HTML, PDF (\(pdf)), scans (\(tesseract))",
                remedy: nil)
        } catch {
            let failure = KapellError.wrapping(error)
            return Finding(what: "documents", isGood: false, detail: failure.message, remedy: failure.remedy)
        }
    }

    /// Providers whose keys are missing.
    private func keys(_ project: Project) -> [Finding] {
        do throws(KapellError) {
            return try project.missingKeys().map {
                Finding(
                    what: "provider \($0.provider)", isGood: false, detail: $0.error.message, remedy: $0.error.remedy)
            }
        } catch {
            return [Finding(what: "providers", isGood: false, detail: error.message, remedy: error.remedy)]
        }
    }

    private func owner(_ project: Project) -> Finding {
        let owner = StoreLock.owner(of: project.store)
        let detail =
            owner.map { "served by pid \($0.pid)\($0.address.map { " on \($0)" } ?? "")" } ?? "no server has it"
        return Finding(what: "store", isGood: true, detail: "\(project.store) (\(detail))", remedy: nil)
    }

    /// The models that a server of this store has loaded, and how they do.
    private func engines(_ project: Project) async -> [Finding] {
        guard let owner = StoreLock.owner(of: project.store), let models = try? await LocalModelReport.of(owner) else {
            return []
        }
        return models.map { Finding(what: $0.name, isGood: true, detail: $0.text, remedy: nil) }
    }

    /// A database that keeps the runs: whether it can be reached.
    private func journal(_ project: Project) async -> [Finding] {
        guard project.configuration.store.journal != nil else { return [] }
        do {
            let opened = try await ProjectJournal.open(project)
            await opened.close()
            return [Finding(what: "journal", isGood: true, detail: "PostgreSQL", remedy: nil)]
        } catch {
            return [Finding(what: "journal", isGood: false, detail: error.message, remedy: error.remedy)]
        }
    }

    private func report(_ findings: [Finding]) {
        if common.json {
            let list = findings.map { finding -> JSONValue in
                [
                    "what": .string(finding.what), "ok": .bool(finding.isGood), "detail": .string(finding.detail),
                    "remedy": finding.remedy.map { .string($0) } ?? .null,
                ]
            }
            let isGood = findings.allSatisfy(\.isGood)
            Terminal.print(JSONValue.object(["ok": .bool(isGood), "findings": .array(list)]).serialized(pretty: true))
            return
        }
        for finding in findings {
            Terminal.print("\(finding.isGood ? "ok     " : "missing")  \(finding.what): \(finding.detail)")
            if let remedy = finding.remedy { Terminal.print("         \(remedy)") }
        }
    }
}
