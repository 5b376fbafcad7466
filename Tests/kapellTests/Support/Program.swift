import KapellTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The built program, and what it needs from this machine.
enum Program {
    /// `kapell` beside the test bundle; `nil` when it was not built.
    static let path: String? = candidates.first { access($0, X_OK) == 0 }

    /// The folder of prepared models; `nil` when the default models are not there.
    static let models: String? = PreparedModels.areThere ? "\(PreparedModels.home)/models" : nil

    static var hasModels: Bool { models != nil }

    /// A variable of this process.
    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The test bundle is a program of its own on Linux, and an argument of the test runner elsewhere.
    private static var candidates: [String] {
        var places: [String] = []
        if let given = variable("KAPELL_PROGRAM") { places.append(given) }
        if let own = realpath("/proc/self/exe", nil) {
            places.append("\(folder(of: String(cString: own)))/kapell")
            free(own)
        }
        for argument in CommandLine.arguments {
            guard let end = argument.firstRange(of: ".xctest") else { continue }
            places.append("\(folder(of: String(argument[..<end.upperBound])))/kapell")
        }
        return places
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return String(path[..<slash])
    }
}

/// Lets a few children run at once: each may load a model.
actor Gate {
    static let children = Gate(places: 2)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { free = places }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
