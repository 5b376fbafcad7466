import KapellCore
import Synchronization

/// Formats of strings as regular expressions. Each text that one of them matches is in the format; where a format is
/// too wide to be useful to a model (leap seconds, years beyond four digits, addresses in brackets) it is narrower.
enum StringFormats {
    /// By the name of the format. Those that are not here cannot be enforced.
    static let expressions: [String: String] = [
        "date": date,
        "time": time,
        "date-time": "(?:\(date))T(?:\(time))",
        "duration": duration,
        "email": email,
        "idn-email": email,
        "hostname": host,
        "idn-hostname": host,
        "ipv4": ipv4,
        "ipv6": ipv6,
        "uuid": "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        "uri": uri,
        "iri": uri,
        "uri-reference": "(?:\(uri))|(?:\(relative))",
        "iri-reference": "(?:\(uri))|(?:\(relative))",
        "json-pointer": "(/([^~/]|~[01])*)*",
    ]

    /// The languages that were made before: the formats never change.
    private static let known = Mutex<[String: RegularLanguage]>([:])

    /// The texts in a format; nil for one that cannot be enforced.
    static func language(_ format: String) throws(KapellError) -> RegularLanguage? {
        if let language = known.withLock({ $0[format] }) { return language }
        guard let expression = expressions[format] else { return nil }
        let language = try RegularLanguage.pattern(expression, isSearch: false, limit: 100_000)
        known.withLock { $0[format] = language }
        return language
    }

    // RFC 3339. February has 29 days in years that 4 divides and 100 does not, or that 400 does.
    private static let date =
        #"\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"#
        + #"|02-(?:0[1-9]|1\d|2[0-8]))|(?:\d\d(?:0[48]|[2468][048]|[13579][26])"#
        + #"|(?:[02468][048]|[13579][26])00)-02-29"#
    private static let time =
        #"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"#
    // RFC 3339, appendix A: units follow one another without a gap.
    private static let duration = #"P(?:\d{1,6}W|(?:\#(days))(?:T(?:\#(hours)))?|T(?:\#(hours)))"#
    private static let days = #"\d{1,6}Y(?:\d{1,6}M(?:\d{1,6}D)?)?|\d{1,6}M(?:\d{1,6}D)?|\d{1,6}D"#
    private static let hours = #"\d{1,6}H(?:\d{1,6}M(?:\d{1,6}S)?)?|\d{1,6}M(?:\d{1,6}S)?|\d{1,6}S"#

    // RFC 1123, with labels of at most 61 characters and at most four of them, so that no limit is passed.
    private static let label = "[A-Za-z0-9](?:-?[A-Za-z0-9]){0,30}"
    private static let host = #"(?:\#(label))(?:\.(?:\#(label))){0,3}"#
    // RFC 5321, without quotation marks.
    private static let mailbox = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,32}"
    private static let email = #"\#(mailbox)(?:\.\#(mailbox)){0,2}@\#(host)"#

    private static let byte = #"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"#
    private static let ipv4 = #"\#(byte)(?:\.\#(byte)){3}"#
    // RFC 4291, section 2.2, without the form that ends with an IPv4 address.
    private static let group = "[0-9a-fA-F]{1,4}"
    private static let ipv6: String = {
        var forms = ["(?:\(group):){7}\(group)", "(?:\(group):){1,7}:", ":(?::\(group)){1,7}", "::"]
        for before in 1...6 { forms.append("(?:\(group):){\(before)}(?::\(group)){1,\(7 - before)}") }
        return forms.joined(separator: "|")
    }()

    // RFC 3986, with a host that is a name.
    private static let plain = #"A-Za-z0-9._~!$&'()*+,;=\-"#
    private static let escape = "%[0-9A-Fa-f]{2}"
    private static let segment = "(?:[\(plain):@]|\(escape))"
    private static let authority = #"(?:(?:[\#(plain):]|\#(escape))*@)?(?:[\#(plain)]|\#(escape))+(?::\d{1,5})?"#
    private static let tail = "(?:\\?(?:[\(plain):@/?]|\(escape))*)?(?:#(?:[\(plain):@/?]|\(escape))*)?"
    private static let uri =
        "[A-Za-z][A-Za-z0-9+.-]*:(?://(?:\(authority))(?:/\(segment)*)*|/(?:\(segment)+(?:/\(segment)*)*)?"
        + "|\(segment)+(?:/\(segment)*)*)\(tail)"
    // The first segment of a path without a scheme has no colon.
    private static let relative =
        "(?:/(?:\(segment)+(?:/\(segment)*)*)?|(?:[\(plain)@]|\(escape))+(?:/\(segment)*)*)?\(tail)"
}
