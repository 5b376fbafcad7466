import KapellCore
import KapellJSON

/// How far a graph has come.
struct Progress: Sendable {
    var values: [JSONValue]
    /// The step that is to run.
    var step = 0
    /// What runs in it, in order.
    var tasks: [GraphTask]
    /// Nodes that have come to each joint.
    var joins: [[String]]
    /// How often each way back was taken.
    var loops: [Int]

    init(values: [JSONValue], step: Int, tasks: [GraphTask], joins: [[String]], loops: [Int]) {
        self.values = values
        self.step = step
        self.tasks = tasks
        self.joins = joins
        self.loops = loops
    }

    /// The beginning of a workflow.
    init(_ workflow: Workflow) {
        values = workflow.layout.initial
        tasks = Set(workflow.starts).sorted().filter { $0 != Workflow.end }.map { GraphTask($0) }
        joins = Array(repeating: [], count: workflow.joints.count)
        loops = Array(repeating: 0, count: workflow.loops)
    }

    /// The beginning of a workflow inside of a node.
    init(_ node: Node, of outer: Workflow, values: [JSONValue]) throws(KapellError) {
        guard case .workflow(let inner, let passing, _) = node.work else {
            throw KapellError(
                .conflict, "The node `\(node.name)` of `\(outer.name)` holds no workflow any more.",
                remedy: "Finish the run with the code that began it.")
        }
        self.init(inner)
        for channel in passing {
            self.values[try inner.layout.place(of: channel)] = values[try outer.layout.place(of: channel)]
        }
    }

    /// Joins and loops as many as the workflow has; those at zero are not kept.
    mutating func fit(_ workflow: Workflow) {
        if joins.count != workflow.joints.count { joins = Array(repeating: [], count: workflow.joints.count) }
        if loops.count != workflow.loops { loops = Array(repeating: 0, count: workflow.loops) }
    }

    /// How a change of the values is taken back.
    enum Undo {
        case value(Int, JSONValue)
        case count(Int, Int)
    }

    /// Puts the writes of a step into the values: those of each task in the order of the tasks.
    ///
    /// - Returns: how to take it back, and what channels with reducers of one's own hold now.
    /// - Throws: without any change, when two tasks write one plain channel, or a reducer throws.
    mutating func apply(
        _ writes: [[ChannelWrite]], _ layout: ChannelLayout
    ) throws(KapellError) -> (undos: [Undo], made: [ChannelWrite]) {
        var writers: [Int: Int] = [:]
        var made: [Int: JSONValue] = [:]
        for (task, list) in writes.enumerated() {
            for write in list {
                let place = try layout.place(of: write.channel)
                switch layout.channels[place].kind {
                case .plain:
                    let writer = writers.updateValue(task, forKey: place) ?? task
                    guard writer == task else {
                        throw KapellError(
                            .conflict,
                            "`\(tasks[writer].local)` and `\(tasks[task].local)` both wrote the plain channel "
                                + "`\(write.channel)` in step \(step) of `\(layout.workflow)`.",
                            remedy: "Give the channel a reducer, or lead a way from one to the other.")
                    }
                case .append:
                    guard write.value.arrayValue != nil, values[place].arrayValue != nil else {
                        throw Self.wrongKind(write.channel, "a list")
                    }
                case .merge:
                    guard write.value.objectValue != nil, values[place].objectValue != nil else {
                        throw Self.wrongKind(write.channel, "an object")
                    }
                case .own(let name, let combine):
                    do {
                        made[place] = try combine(made[place] ?? values[place], write.value)
                    } catch {
                        throw KapellError(
                            .invalidRequest,
                            "The reducer `\(name)` of the channel `\(write.channel)` failed on what "
                                + "`\(tasks[task].local)` wrote: \(error)")
                    }
                }
            }
        }
        var undos: [Undo] = []
        for list in writes {
            for write in list {
                let place = try layout.place(of: write.channel)
                change(place, by: write.value, layout.channels[place].kind, &undos)
            }
        }
        for (place, value) in made.sorted(by: { $0.key < $1.key }) {
            undos.append(.value(place, values[place]))
            values[place] = value
        }
        return (undos, made.keys.sorted().map { ChannelWrite(channel: layout.channels[$0].name, value: values[$0]) })
    }

    /// Puts the writes of a step that is over into the values, without a reducer's code.
    mutating func replay(
        _ writes: [[ChannelWrite]], _ made: [ChannelWrite], _ layout: ChannelLayout
    ) throws(KapellError) {
        var undos: [Undo] = []
        for list in writes {
            for write in list {
                let place = try layout.place(of: write.channel)
                change(place, by: write.value, layout.channels[place].kind, &undos)
                undos.removeAll()
            }
        }
        for write in made { values[try layout.place(of: write.channel)] = write.value }
    }

    private mutating func change(_ place: Int, by value: JSONValue, _ kind: ChannelForm.Kind, _ undos: inout [Undo]) {
        switch kind {
        case .plain:
            undos.append(.value(place, values[place]))
            values[place] = value
        case .append:
            guard case .array(var list) = values[place], case .array(let more) = value else { return }
            undos.append(.count(place, list.count))
            // Else the list would be copied, for two would hold it.
            values[place] = .null
            list += more
            values[place] = .array(list)
        case .merge:
            guard case .object(var object) = values[place], case .object(let more) = value else { return }
            undos.append(.value(place, values[place]))
            object.merge(more)
            values[place] = .object(object)
        case .own: break
        }
    }

    mutating func takeBack(_ undos: [Undo]) {
        for undo in undos.reversed() {
            switch undo {
            case .value(let place, let value): values[place] = value
            case .count(let place, let count):
                guard case .array(var list) = values[place] else { continue }
                values[place] = .null
                list.removeLast(max(0, list.count - count))
                values[place] = .array(list)
            }
        }
    }

    private static func wrongKind(_ channel: String, _ what: String) -> KapellError {
        KapellError(.invalidRequest, "The channel `\(channel)` holds \(what), and so must what is written into it.")
    }
}
