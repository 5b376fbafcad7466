#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Project {
    /// A file that the configuration names and that cannot be read.
    public struct MissingFile: Sendable, Hashable {
        /// Such as `the adapter tone of local/smollm2-135m-instruct`.
        public var what: String
        public var path: String
    }

    /// Models and adapters whose files cannot be read; what is fetched by name is not among them.
    public var missingFiles: [MissingFile] {
        let models = configuration.models
        var files: [MissingFile] = []
        for setting in [models.default, models.embedding] + models.local {
            let name = setting.reference.description
            if let path = setting.reference.path { files.append(MissingFile(what: "the model \(name)", path: path)) }
            for adapter in setting.adapters {
                files.append(MissingFile(what: "the adapter \(adapter.name) of \(name)", path: adapter.path))
            }
        }
        return files.filter { access($0.path, R_OK) != 0 }
    }
}
