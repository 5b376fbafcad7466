package import KapellJSON

/// What a store of checkpoints takes at most.
public enum CheckpointLimits {
    /// Bytes of a name: of a thread, a namespace, a checkpoint, a task, a channel.
    public static let name = 1_000
    /// Bytes of a task's path.
    public static let path = 10_000
    /// Bytes that a write counts for beside its value and its names.
    package static let frame = 64
    /// Bytes of all values of a checkpoint, and of all writes after it with their names.
    public static let bytes = 64_000_000
    /// Channels of a checkpoint, and writes of a call.
    public static let count = 10_000
    /// Bytes of metadata, as JSON.
    public static let metadata = 1_000_000
    /// Checkpoints of a page, and threads or runs of a call.
    public static let page = 1_000
    /// A page ends when its bytes are more.
    public static let pageBytes = 16_000_000
    /// A page ends when so many checkpoints were looked at.
    public static let pageScan = 10_000

    /// - Throws: `.invalidRequest` that names what is wrong.
    package static func check(
        _ name: String, _ what: @autoclosure () -> String, mayBeEmpty: Bool = false, most: Int = name
    ) throws(KapellError) {
        guard mayBeEmpty || !name.isEmpty else {
            throw KapellError(.invalidRequest, "\(what()) is empty.", remedy: "Name it.")
        }
        guard name.utf8.count <= most else {
            throw KapellError(
                .invalidRequest, "\(what()) has \(name.utf8.count) bytes; \(most) is the most.",
                remedy: "Choose a shorter name.")
        }
        guard !name.utf8.contains(0) else {
            throw KapellError(.invalidRequest, "\(what()) holds the character U+0000.", remedy: "Take it out.")
        }
    }

    package static func check(_ place: CheckpointPlace) throws(KapellError) {
        try check(place.thread, "The thread's name")
        try check(place.namespace, "The namespace's name", mayBeEmpty: true)
    }

    package static func check(_ value: CheckpointValue, _ what: @autoclosure () -> String) throws(KapellError) {
        try check(value.type, "The type of \(what())")
        guard value.bytes.count <= bytes else { throw tooLarge(what()) }
    }

    package static func check(_ checkpoint: GraphCheckpoint, _ values: [ChannelValue]) throws(KapellError) {
        try check(checkpoint.place)
        try check(checkpoint.id, "The checkpoint's id")
        if let parent = checkpoint.parent { try check(parent, "The parent's id") }
        try check(checkpoint.body, "the checkpoint")
        try check(count: max(checkpoint.versions.count, values.count, checkpoint.deltas.count), "channels")
        for (channel, version) in checkpoint.versions {
            try check(channel, "A channel's name")
            guard let version = version.stringValue else {
                throw KapellError(
                    .invalidRequest, "The version of the channel \(channel.prefix(80)) is no text.",
                    remedy: "Send versions as texts.")
            }
            try check(version, "The version of the channel \(channel.prefix(80))")
        }
        for value in values {
            guard checkpoint.versions[value.channel] != nil else {
                throw KapellError(
                    .invalidRequest, "The channel \(value.channel.prefix(80)) has a value, and no version.",
                    remedy: "Send a version for each channel.")
            }
            try check(value.value, "the channel \(value.channel.prefix(80))")
        }
        for channel in checkpoint.deltas { try check(channel, "A channel's name") }
    }

    package static func check(
        _ writes: [CheckpointWrite], _ checkpoint: String, _ place: CheckpointPlace
    ) throws(KapellError) {
        try check(place)
        try check(checkpoint, "The checkpoint's id")
        try check(count: writes.count, "writes")
        for write in writes {
            try check(write.task, "The task's id")
            try check(write.path, "The task's path", mayBeEmpty: true, most: path)
            try check(write.channel, "A channel's name")
            try check(write.value, "a write to the channel \(write.channel.prefix(80))")
        }
    }

    package static func check(_ query: CheckpointQuery) throws(KapellError) {
        if let thread = query.thread { try check(thread, "The thread's name") }
        if let namespace = query.namespace { try check(namespace, "The namespace's name", mayBeEmpty: true) }
        for id in [query.id, query.before, query.after?.id] {
            if let id { try check(id, "The checkpoint's id") }
        }
        guard (0...page).contains(query.limit) else {
            throw KapellError(.invalidRequest, "`limit` must be a whole number from 0 to \(page).")
        }
    }

    package static func check(names: [String], _ what: String) throws(KapellError) {
        guard names.count <= page else {
            throw KapellError(
                .tooLarge, "The request names \(names.count) \(what)s; \(page) is the most.",
                remedy: "Send fewer at once.")
        }
        for name in names { try check(name, "The \(what)'s name") }
    }

    /// Metadata as it is kept, and the run that it names.
    package static func kept(_ metadata: JSONObject) throws(KapellError) -> (text: String, run: String?) {
        let text = JSONValue.object(metadata).serialized()
        guard text.utf8.count <= Self.metadata else {
            throw KapellError(
                .tooLarge, "The metadata of a checkpoint has \(text.utf8.count) bytes; \(Self.metadata) is the most.",
                remedy: "Keep what is large in a channel.")
        }
        guard let run = metadata["run_id"]?.stringValue, !run.isEmpty else { return (text, nil) }
        try check(run, "The run's name")
        return (text, run)
    }

    private static func check(count: Int, _ what: String) throws(KapellError) {
        guard count <= Self.count else {
            throw KapellError(
                .tooLarge, "The request has \(count) \(what); \(Self.count) is the most.", remedy: "Send fewer at once."
            )
        }
    }

    package static func tooLarge(_ what: String) -> KapellError {
        KapellError(
            .tooLarge, "Of \(what) there are more than \(bytes / 1_000_000) MB.",
            remedy: "Keep large data elsewhere, and its name in the state.")
    }
}
