import KapellCore

extension OpenAIErrors {
    /// The code, and whether the same request may succeed later where that is not the code's default.
    static func kind(of report: Report) -> (KapellError.Code, Bool?) {
        for word in report.words {
            if let code = words[word] { return (code, code == .conflict ? true : nil) }
        }
        let message = report.message.lowercased()
        let isRequestsFault = report.status.map { (400...499).contains($0) && $0 != 401 && $0 != 429 } ?? true
        if isRequestsFault || report.status == 500 {
            if windowPhrases.contains(where: message.contains) { return (.contextWindow, nil) }
        }
        if isRequestsFault, policyPhrases.contains(where: message.contains) { return (.contentPolicy, nil) }
        guard let status = report.status else {
            if report.words.contains(where: requestWords.contains) { return (.invalidRequest, nil) }
            return message.contains("overloaded") ? (.overloaded, nil) : (.unavailable, nil)
        }
        switch status {
        case 300...399: return (.configuration, nil)
        case 401: return (.authentication, nil)
        case 402: return (.payment, nil)
        case 403: return (.permission, nil)
        case 404: return (.notFound, nil)
        case 408: return (.timeout, nil)
        case 409: return (.conflict, true)
        case 413: return (.tooLarge, nil)
        case 429: return message.contains("insufficient_quota") ? (.payment, nil) : (.limitExceeded, nil)
        case 498, 529: return (.overloaded, nil)
        case 400...499: return (.invalidRequest, nil)
        case 503: return message.contains("loading model") ? (.unavailable, nil) : (.overloaded, nil)
        case 504, 524: return (.timeout, nil)
        default: return (.unavailable, nil)
        }
    }

    /// Codes and types that decide by themselves, whatever the status.
    private static let words: [String: KapellError.Code] = [
        "context_length_exceeded": .contextWindow, "context_window_exceeded": .contextWindow,
        "exceed_context_size_error": .contextWindow, "model_max_prompt_tokens_exceeded": .contextWindow,
        "content_filter": .contentPolicy, "content_policy_violation": .contentPolicy,
        "responsibleaipolicyviolation": .contentPolicy, "moderation_blocked": .contentPolicy,
        "image_content_policy_violation": .contentPolicy, "bio_policy": .contentPolicy,
        "misalignment_policy_violation": .contentPolicy, "data_inspection_failed": .contentPolicy,
        "insufficient_quota": .payment, "billing_hard_limit_reached": .payment, "billing_not_active": .payment,
        "insufficient_balance": .payment, "insufficient_funds": .payment,
        "rate_limit_exceeded": .limitExceeded, "rate_limit_error": .limitExceeded, "too_many_requests": .limitExceeded,
        "invalid_api_key": .authentication, "authentication_error": .authentication,
        "invalid_authentication": .authentication, "account_deactivated": .authentication,
        "expired_api_key": .authentication,
        "model_not_found": .notFound, "deploymentnotfound": .notFound,
        "permission_denied": .permission, "permission_error": .permission,
        "unsupported_country_region_territory": .permission,
        "overloaded_error": .overloaded, "engine_overloaded_error": .overloaded, "server_overloaded": .overloaded,
        "server_is_overloaded": .overloaded, "slow_down": .overloaded,
        "unauthenticated": .authentication, "resource_exhausted": .limitExceeded, "deadline_exceeded": .timeout,
    ]

    /// Types that count where neither a status nor a better word is there.
    private static let requestWords: Set = [
        "invalid_request_error", "badrequesterror", "invalid_prompt", "invalid_argument",
    ]

    /// How servers without a code of their own say that a prompt is too long.
    private static let windowPhrases = [
        "maximum context length", "context_length_exceeded", "context window", "available context size",
        "prompt is too long", "maximum prompt length", "too many input tokens", "exceeds the model's context",
        "input is too long", "longer than the model's context",
    ]

    private static let policyPhrases = [
        "content management policy", "usage policy", "usage policies", "content policy", "safety system",
    ]
}
