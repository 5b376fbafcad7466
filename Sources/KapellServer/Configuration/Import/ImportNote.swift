/// Something of another program's configuration that `kapell.yaml` does not say, or does not say exactly.
package struct ImportNote: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// It is not in the file that was written.
        case dropped = "not carried over"
        /// What was written means nearly the same.
        case approximated
    }

    /// Where it stood, such as `model_list[0].litellm_params.rpm`.
    package var path: String
    package var kind: Kind
    /// Why, and what to do; holds no value of the file.
    package var reason: String
}

/// A variable that has to be set for the file that was written.
package struct ImportVariable: Sendable, Hashable {
    package var name: String
    /// What it holds; not the value itself.
    package var purpose: String
    /// Whether its value stood in the file that was read, from where it has to be taken over.
    package var isLiteral: Bool
}
