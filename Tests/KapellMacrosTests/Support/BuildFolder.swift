#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The folder with the modules and the plug-in of this build.
///
/// It is the folder of the test bundle. The environment variable `KAPELL_BUILD_FOLDER` names another one.
struct BuildFolder: Sendable {
    let path: String

    var modules: String { "\(path)/Modules" }
    var plugin: String { "\(path)/KapellMacros-tool" }

    /// Where the C modules are described that the modules import. A module that was built for tests shows its imports.
    var moduleMaps: [String] {
        ["\(path)/CKapellKernels.build/module.modulemap"].filter { access($0, R_OK) == 0 }
    }

    /// Finds the folder.
    ///
    /// - Throws: ``CompilerFailure`` that says where the plug-in and the module were looked for.
    static func find() throws -> BuildFolder {
        for folder in candidates where folder.isWhole { return folder }
        throw CompilerFailure(
            """
            KapellMacros-tool and Modules/KapellFoundationModels.swiftmodule are not in \
            \(Set(candidates.map(\.path)).sorted().joined(separator: " or ")). Build the package with `swift build --build-tests`, or name the folder in the \
            environment variable KAPELL_BUILD_FOLDER.
            """)
    }

    private var isWhole: Bool {
        access(plugin, X_OK) == 0 && access("\(modules)/KapellFoundationModels.swiftmodule", R_OK) == 0
    }

    /// The test bundle is a program of its own on Linux, and an argument of the test runner elsewhere.
    private static var candidates: [BuildFolder] {
        if let given = getenv("KAPELL_BUILD_FOLDER"), given.pointee != 0 {
            return [BuildFolder(path: String(cString: given))]
        }
        var folders: [BuildFolder] = []
        if let own = realpath("/proc/self/exe", nil) {
            folders.append(around(String(cString: own)))
            free(own)
        }
        for argument in CommandLine.arguments {
            guard let end = argument.firstRange(of: ".xctest") else { continue }
            folders.append(around(String(argument[..<end.upperBound])))
        }
        return folders
    }

    private static func around(_ path: String) -> BuildFolder {
        guard let slash = path.lastIndex(of: "/") else { return BuildFolder(path: ".") }
        return BuildFolder(path: String(path[..<slash]))
    }
}
