extension KapellConfiguration {
    /// Reads a configuration file, with the files it includes.
    ///
    /// Only reads files: nothing is created, and no source, store or model is looked for. Variables come from
    /// `environment`, and those that are not there from the file `.env` beside `path`. `HOME` in `environment` says
    /// what `~/` means.
    ///
    /// - Parameters:
    ///   - path: The file, absolute or relative to the working directory; issues name it as it is given.
    ///   - environment: The variables of the process.
    /// - Throws: ``ConfigurationError`` with every issue that was found.
    public static func load(
        path: String, environment: [String: String]
    ) throws(ConfigurationError) -> KapellConfiguration {
        var loader = ConfigurationLoader(path: path, environment: environment)
        let root = loader.load(path)
        return try finish(root, loader, path, environment)
    }

    /// The same for bytes that stand for the file at `path`, such as those of a file that is about to be written.
    package static func load(
        bytes: [UInt8], path: String, environment: [String: String]
    ) throws(ConfigurationError) -> KapellConfiguration {
        var loader = ConfigurationLoader(path: path, environment: environment)
        let root = loader.load(bytes, absolute: PathText.absolute(path), shownAs: path)
        return try finish(root, loader, path, environment)
    }

    private static func finish(
        _ root: ConfigurationNode?, _ loader: ConfigurationLoader, _ path: String, _ environment: [String: String]
    ) throws(ConfigurationError) -> KapellConfiguration {
        var decoder = ConfigurationDecoder(issues: loader.issues, home: environment["HOME"])
        var configuration = root.map { decoder.decode($0) } ?? .default
        if let error = decoder.issues.error { throw error }
        let file = PathText.absolute(path)
        configuration.file = file
        configuration.directory = PathText.parent(of: file)
        configuration.readFiles = loader.readFiles
        return configuration
    }

    /// The configuration file that belongs to a folder: `kapell.yaml`, or else `kapell.yml`.
    ///
    /// The folder itself is searched first. If it lies in a repository (a folder that holds `.git`), the folders above
    /// it are searched too, up to and with the repository's root. Outside of a repository no other folder is searched,
    /// so that a file that someone left in `/tmp` or a shared home is never picked up.
    ///
    /// - Returns: The absolute path, or `nil` if there is no such file.
    public static func discover(from directory: String) -> String? {
        let start = PathText.absolute(directory)
        if let found = file(in: start) { return found }
        var candidates: [String] = []
        var folder = start
        while !PathText.exists(PathText.resolve(".git", in: folder)) {
            guard folder != "/" else { return nil }
            folder = PathText.parent(of: folder)
            candidates.append(folder)
        }
        for folder in candidates {
            if let found = file(in: folder) { return found }
        }
        return nil
    }

    private static func file(in directory: String) -> String? {
        ["kapell.yaml", "kapell.yml"].map { PathText.resolve($0, in: directory) }.first(where: PathText.isFile)
    }
}
