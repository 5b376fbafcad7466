package import KapellCore
package import KapellJSON

extension DialectTarget {
    /// The model's name: the path's, or else the field `model` of a body.
    package func model(in body: JSONObject) throws(KapellError) -> String {
        if let model { return model }
        return try body.required("model")
    }

    /// Whether the answer is to be streamed: what the path says, or else the field `stream` of a body, or else
    /// `standard`.
    package func streams(in body: JSONObject, otherwise standard: Bool = false) throws(KapellError) -> Bool {
        if let streams { return streams }
        guard let value = body["stream"], !value.isNull else { return standard }
        return try body.flag("stream")
    }
}
