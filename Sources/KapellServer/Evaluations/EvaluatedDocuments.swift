import KapellCore
import KapellEvals
import KapellJSON

/// The documents of a knowledge base that is evaluated: whether quotations stand in them, and what BM25 may quote.
actor EvaluatedDocuments {
    private let engine: any KnowledgeEngine
    private let knowledge: String
    private var texts: [Int64: [UInt8]] = [:]
    private var scans: [Int64: Bool] = [:]
    private var held = 0
    /// Texts that are kept, in bytes.
    private static let most = 512 << 20
    /// How the warning begins that a text was read from pictures.
    private static let scanned = "Recognised from images"

    init(_ target: EvaluationTarget) {
        engine = target.engine
        knowledge = target.knowledge
    }

    /// A passage of an engine's answer.
    ///
    /// - Parameter checks: whether to look if it stands in its document.
    func passage(_ json: JSONValue, checks: Bool) async throws -> EvaluationResponse.Passage {
        let id = json["document_id"]?.intValue.map(Int64.init) ?? 0
        let text = json["text"]?.stringValue ?? ""
        let span = ByteSpan(start: json["start"]?.intValue ?? 0, end: json["end"]?.intValue ?? 0)
        var passage = EvaluationResponse.Passage(
            document: json["document"]?.stringValue ?? "", span: span, page: json["page"]?.intValue, text: text)
        passage.isScanned = try await isScanned(id)
        if checks {
            let bytes = try await self.text(id)
            passage.isExact =
                span.start >= 0 && span.start < span.end && span.end <= bytes.count
                && bytes[span.start..<span.end].elementsEqual(text.utf8)
        }
        return passage
    }

    /// Every passage that is searched.
    func cuts() async throws -> [EvaluationResponse.Passage] {
        var passages: [EvaluationResponse.Passage] = []
        for document in try await engine.documents(in: knowledge)["documents"]?.arrayValue ?? []
        where document["status"]?.stringValue == "indexed" {
            guard let id = document["id"]?.intValue.map(Int64.init) else { continue }
            let source = try await engine.source(of: id, in: knowledge)
            let bytes = Array((source["text"]?.stringValue ?? "").utf8)
            let isScanned = Self.isScanned(source["warnings"])
            for cut in source["cuts"]?.arrayValue ?? [] {
                guard let start = cut["start"]?.intValue, let end = cut["end"]?.intValue, start >= 0, start < end,
                    end <= bytes.count
                else { continue }
                passages.append(
                    EvaluationResponse.Passage(
                        document: document["name"]?.stringValue ?? "", span: ByteSpan(start: start, end: end),
                        page: cut["page"]?.intValue, text: String(decoding: bytes[start..<end], as: UTF8.self),
                        isExact: true, isScanned: isScanned))
            }
        }
        return passages
    }

    private func isScanned(_ id: Int64) async throws -> Bool {
        if scans.isEmpty {
            for document in try await engine.documents(in: knowledge)["documents"]?.arrayValue ?? [] {
                guard let id = document["id"]?.intValue.map(Int64.init) else { continue }
                scans[id] = Self.isScanned(document["warnings"])
            }
        }
        return scans[id] ?? false
    }

    private static func isScanned(_ warnings: JSONValue?) -> Bool {
        (warnings?.arrayValue ?? []).contains { $0.stringValue?.hasPrefix(scanned) == true }
    }

    private func text(_ id: Int64) async throws -> [UInt8] {
        if let text = texts[id] { return text }
        let text = Array((try await engine.source(of: id, in: knowledge)["text"]?.stringValue ?? "").utf8)
        if held + text.count > Self.most { (texts, held) = ([:], 0) }
        texts[id] = text
        held += text.count
        return text
    }
}
