import KapellCore
import KapellServer
import Testing

@Suite("Names of folders and sockets") struct NamesTests {
    @Test("The socket lies in the store's folder, unless that path is too long for the system") func socket() {
        #expect(SocketPath.of("/data/stores/a-1") == "/data/stores/a-1/owner.sock")
        let long = "/data/" + String(repeating: "folder/", count: 20)
        let path = SocketPath.of(long)
        #expect(path.utf8.count < 104)
        #expect(path.hasPrefix("/tmp/kapell-") && path.hasSuffix("\(StableHash.hex(long)).sock"))
        #expect(path != SocketPath.of(long + "b"))
        for length in 80...110 {
            #expect(SocketPath.of("/" + String(repeating: "x", count: length)).utf8.count < 104)
        }
    }
}

@Suite("The data folder") struct KapellHomeTests {
    @Test("KAPELL_HOME wins, then the platform's folder for data, then the home folder") func order() throws {
        let all = ["KAPELL_HOME": "/data/kapell", "XDG_DATA_HOME": "/xdg", "HOME": "/home/ada"]
        #expect(try KapellHome(environment: all).path == "/data/kapell")
        #expect(try KapellHome(environment: all.filter { $0.key != "KAPELL_HOME" }).path == "/xdg/kapell")
        let home = try KapellHome(environment: ["HOME": "/home/ada"]).path
        #if os(macOS)
            #expect(home == "/home/ada/Library/Application Support/kapell")
        #else
            #expect(home == "/home/ada/.local/share/kapell")
        #endif
    }

    @Test("An empty or relative value counts as none, where the platform says so") func empty() throws {
        let home = try KapellHome(environment: ["HOME": "/home/ada"]).path
        #expect(try KapellHome(environment: ["KAPELL_HOME": "", "HOME": "/home/ada"]).path == home)
        #expect(try KapellHome(environment: ["XDG_DATA_HOME": "data", "HOME": "/home/ada"]).path == home)
        let relative = try KapellHome(environment: ["KAPELL_HOME": "some/../data"]).path
        #expect(relative == "\(AbsolutePath.current)/data")
    }

    @Test("Without any, the error says what to set") func none() {
        let error = #expect(throws: KapellError.self) { try KapellHome(environment: [:]) }
        #expect(error?.code == .configuration)
        #expect(error?.remedy?.contains("KAPELL_HOME") == true)
    }

    @Test("A store's folder is named after its origin, and two of one name are kept apart") func stores() {
        let home = KapellHome(path: "/data")
        #expect(home.journal == "/data/journal")
        let project = home.store(for: "/home/ada/My Contracts/kapell.yaml")
        #expect(project.hasPrefix("/data/stores/my-contracts-"))
        #expect(home.store(for: "/home/ada/papers").hasPrefix("/data/stores/papers-"))
        #expect(home.store(for: "/home/ada/papers") != home.store(for: "/home/eve/papers"))
        #expect(home.store(for: "/home/ada/papers") == home.store(for: "/home/ada/papers"))
        #expect(home.store(for: "/").hasPrefix("/data/stores/root-"))
        let odd = home.store(for: "/home/ada/Größe 契約 ../..")
        #expect(
            odd.dropFirst("/data/stores/".count).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        #expect(home.store(for: "/" + String(repeating: "x", count: 500)).utf8.count < 100)
    }
}

@Suite("Paths") struct AbsolutePathTests {
    @Test("Paths that are not there are made absolute, without dots") func absent() {
        #expect(AbsolutePath.of("/none/a/../b/./c") == "/none/b/c")
        #expect(AbsolutePath.of("/none/../../..") == "/")
        #expect(AbsolutePath.of("none/b") == "\(AbsolutePath.current)/none/b")
        #expect(AbsolutePath.isFolder("/none/at/all") == nil)
        #expect(AbsolutePath.isFolder("/") == true)
        #expect(AbsolutePath.isFolder("/dev/null") == false)
    }
}

@Suite("Projects") struct ProjectTests {
    private let home = KapellHome(path: "/data")

    @Test("The configuration's own place for the store wins") func place() throws {
        let own = try configuration("version: 1\nstores:\n  path: .kapell\n")
        #expect(Project(configuration: own, home: home).store == "/project/.kapell")
        let without = try configuration("version: 1\n")
        #expect(Project(configuration: without, home: home).store == home.store(for: "/project/kapell.yaml"))
        #expect(Project(configuration: .default, home: home).store == home.store(for: "/data/default"))
    }

    @Test("A folder has a store of its own, with the models of the configuration") func folder() throws {
        let own = try configuration(
            "version: 1\nmodels:\n  default: local/models/x.gguf\nknowledge:\n  a:\n    sources: [b]\nstores:\n  path: s\n"
        )
        let project = Project.folder("/none/papers", configuration: own, home: home)
        #expect(project.store == home.store(for: "/none/papers"))
        #expect(project.configuration.models == own.models)
        #expect(project.configuration.knowledge.map(\.name) == [Project.folderName])
        #expect(project.configuration.knowledge.first?.sources == ["/none/papers"])
        #expect(Project.folder("/none/x/../papers", configuration: own, home: home).store == project.store)
    }

    @Test("A knowledge base that is not declared is not found; the error names the others") func unknown() throws {
        let project = Project(
            configuration: try configuration("version: 1\nknowledge:\n  contracts:\n    sources: [a]\n"), home: home)
        #expect(try project.knowledge("contracts").sources == ["/project/a"])
        let error = #expect(throws: KapellError.self) { try project.knowledge("contract") }
        #expect(error?.code == .notFound)
        #expect(error?.remedy?.contains("contracts") == true)
        let none = #expect(throws: KapellError.self) {
            try Project(configuration: .default, home: home).knowledge("x")
        }
        #expect(none?.remedy?.contains("kapell.yaml") == true)
    }
}
