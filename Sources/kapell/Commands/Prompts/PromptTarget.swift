import KapellCore
import KapellPrompts
import KapellServer

/// The prompt that an argument names: one of the project, or a file.
enum PromptTarget {
    static func find(_ name: String, in project: Project) throws -> Prompt {
        let loader = PromptLoader(sources: project.configuration.prompts.sources)
        if isPath(name) { return try loader.file(AbsolutePath.of(name)) }
        // A mistake in another file is none here.
        let outcome = loader.load()
        if let found = outcome.prompts.first(where: { $0.name == name }) { return found }
        if let problem = outcome.problem { throw problem }
        return try PromptLibrary(loader).prompt(name)
    }

    static func isPath(_ name: String) -> Bool { name.contains("/") || name.hasSuffix(PromptName.suffix) }
}
