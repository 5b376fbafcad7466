/// The files of the page by name, embedded in the program when it is built.
enum StudioFiles {
    static let all: [String: [UInt8]] = [
        "index.html": PackageResources.index_html,
        "studio.css": PackageResources.studio_css,
        "parts.css": PackageResources.parts_css,
        "studio.js": PackageResources.studio_js,
        "api.js": PackageResources.api_js,
        "answer.js": PackageResources.answer_js,
        "reader.js": PackageResources.reader_js,
        "pages.js": PackageResources.pages_js,
        "library.js": PackageResources.library_js,
        "trace.js": PackageResources.trace_js,
        "recent.js": PackageResources.recent_js,
        "bytes.js": PackageResources.bytes_js,
        "dom.js": PackageResources.dom_js,
        "runs.html": PackageResources.runs_html,
        "runs.css": PackageResources.runs_css,
        "runs.js": PackageResources.runs_js,
        "runs-api.js": PackageResources.runs_api_js,
        "run.js": PackageResources.run_js,
        "graph.js": PackageResources.graph_js,
    ]
}
