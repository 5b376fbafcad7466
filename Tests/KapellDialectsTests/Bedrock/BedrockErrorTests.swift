import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Errors of Bedrock's")
struct BedrockErrorTests {
    private let dialect = BedrockConverseDialect()

    @Test(
        "The type is found in the header or in the body, with or without its namespace",
        arguments: [
            (
                429, ["x-amzn-errortype": "ThrottlingException:http://internal.amazon.com/"], #"{"message":"m"}"#,
                KapellError.Code.limitExceeded
            ),
            (400, [:], #"{"__type":"com.amazon.bedrock#ValidationException","message":"m"}"#, .invalidRequest),
            (
                400, ["x-amzn-errortype": "ValidationException"],
                #"{"message":"Input is too long for requested model."}"#, .contextWindow
            ),
            (403, ["x-amzn-errortype": "AccessDeniedException"], #"{"Message":"m"}"#, .permission),
            (403, ["x-amzn-errortype": "UnrecognizedClientException"], "{}", .authentication),
            (403, ["x-amzn-errortype": "InvalidSignatureException"], "{}", .authentication),
            (404, ["x-amzn-errortype": "ResourceNotFoundException"], "{}", .notFound),
            (408, ["x-amzn-errortype": "ModelTimeoutException"], "{}", .timeout),
            (424, ["x-amzn-errortype": "ModelErrorException"], "{}", .model),
            (429, ["x-amzn-errortype": "ModelNotReadyException"], "{}", .overloaded),
            (503, ["x-amzn-errortype": "ServiceUnavailableException"], "{}", .overloaded),
            (500, ["x-amzn-errortype": "InternalServerException"], "{}", .unavailable),
            (502, [:], "<html>", .unavailable), (413, [:], "", .tooLarge),
        ])
    func decode(status: Int, headers: [String: String], body: String, code: KapellError.Code) {
        let error = dialect.decodeError(status: status, headers: headers, body: Array(body.utf8))
        #expect(error.code == code)
        #expect(!error.message.isEmpty)
    }

    @Test("Errors are written with a type in the header, and survive both ways")
    func encode() {
        for code in [
            KapellError.Code.invalidRequest, .permission, .notFound, .limitExceeded, .overloaded, .timeout, .model,
            .contextWindow,
        ] {
            let error = dialect.encodeError(KapellError(code, "x", retryAfter: .seconds(3)))
            #expect(error.headers["retry-after"] == "3")
            #expect(error.headers["x-amzn-errortype"] == error.body["__type"]?.stringValue)
            let read = dialect.decodeError(
                status: error.status, headers: error.headers, body: JSONValue.object(error.body).serializedBytes())
            #expect(read.code == code && read.retryAfter == .seconds(3))
        }
    }
}
