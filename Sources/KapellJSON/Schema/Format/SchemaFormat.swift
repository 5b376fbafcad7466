/// The values of `format` that can be checked. Others are remarks.
enum SchemaFormat: String, Sendable, CaseIterable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case idnEmail = "idn-email"
    case hostname
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case uuid
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    /// Whether a string is in this format.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .dateTime: FormatDates.isDateTime(text)
        case .date: FormatDates.isDate(text)
        case .time: FormatDates.isTime(text)
        case .duration: FormatDates.isDuration(text)
        case .email: FormatHosts.isEmail(text, isInternational: false)
        case .idnEmail: FormatHosts.isEmail(text, isInternational: true)
        case .hostname: FormatHosts.isHostname(text)
        case .ipv4: FormatHosts.isIPv4(Array(text.utf8)[...])
        case .ipv6: FormatHosts.isIPv6(Array(text.utf8)[...])
        case .uri: FormatAddresses.isURI(text, mayBeRelative: false, isInternational: false)
        case .uriReference: FormatAddresses.isURI(text, mayBeRelative: true, isInternational: false)
        case .iri: FormatAddresses.isURI(text, mayBeRelative: false, isInternational: true)
        case .iriReference: FormatAddresses.isURI(text, mayBeRelative: true, isInternational: true)
        case .uriTemplate: FormatAddresses.isTemplate(text)
        case .uuid: FormatAddresses.isUUID(text)
        case .jsonPointer: SchemaPointer.keys(of: text) != nil
        case .relativeJSONPointer: FormatAddresses.isRelativePointer(text)
        case .regex: (try? PatternParser.parse(text)) != nil
        }
    }

    /// The format, in words.
    var words: String {
        switch self {
        case .dateTime: "a date with time and offset, as in 2026-11-21T08:30:00Z (RFC 3339)"
        case .date: "a date, as in 2026-11-21 (RFC 3339)"
        case .time: "a time with offset, as in 08:30:00Z (RFC 3339)"
        case .duration: "a duration, as in P1DT12H (ISO 8601)"
        case .email, .idnEmail: "an e-mail address"
        case .hostname: "a host name"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .uri, .iri: "an address with its scheme, as in https://example.org (RFC 3986)"
        case .uriReference, .iriReference: "an address, with or without scheme (RFC 3986)"
        case .uriTemplate: "a template of addresses (RFC 6570)"
        case .uuid: "a UUID"
        case .jsonPointer: "a JSON pointer, as in /a/0 (RFC 6901)"
        case .relativeJSONPointer: "a relative JSON pointer, as in 1/a"
        case .regex: "a regular expression"
        }
    }
}
