/// How a family writes a call, behind the mark that begins it.
enum ToolCallSyntax: Sendable, Hashable {
    /// A JSON object with the name and the arguments, or a list of such objects.
    case object(ObjectKeys)
    /// A head with the name, then the arguments as a JSON object.
    case named(Head)
    /// A head with the name, then each argument between marks.
    case parameters(Parameters)
    /// `call:name{key:value}`, with texts between `<|"|>`.
    case gemma
    /// `[name(key='value')]`, in Python.
    case python(end: String)

    struct ObjectKeys: Sendable, Hashable {
        /// Under which keys the name, the arguments and the id may stand. Without names, the one key is the name.
        var name = ["name"]
        var arguments = ["arguments", "parameters"]
        var id = ["id", "tool_call_id"]
        /// Whether the object is a call only where the name is that of a tool. It may be the answer itself.
        var isBare = false
        /// Behind the mark, where the family writes the head with the name instead of a list.
        var otherwise: Head?
    }

    struct Head: Sendable, Hashable {
        enum Form: Sendable, Hashable {
            case name
            /// `functions.name:0`, which is the id as a whole.
            case numbered
            /// The name before the mark, the id behind it where there is one.
            case nameThenID(String)
            case idThenName(String)
            /// What stands before the mark is no part of the name.
            case behind(String)
            /// `functions.name` and then words that do not matter.
            case recipient
        }

        var form = Form.name
        /// Ends the head.
        var end: String
        /// A name that is none: what follows it is the answer.
        var text: String?
    }

    struct Parameters: Sendable, Hashable {
        /// One of these ends the name; it is left where it is the next mark as well.
        var nameEnds: [String]
        var begin: String
        /// Ends the parameter's name and what stands beside it.
        var headEnd: String
        /// Between the name and the value, where there is something.
        var valueBegin: String?
        /// `%` stands for the parameter's name.
        var valueEnd: String
        var callEnd: String
        /// Whether a line break around a value is not part of it.
        var trims = false
    }
}

extension ToolCallSyntax {
    static let json = ToolCallSyntax.object(ObjectKeys())
}
