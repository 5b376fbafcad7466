/// Why settings of LiteLLM have no place in `kapell.yaml`.
enum LiteLLMReasons {
    static let unknown = "there is no such setting here"

    /// Keys of `litellm_params`.
    static func parameter(_ name: String) -> String {
        switch name {
        case "rpm", "tpm", "max_parallel_requests", "default_api_key_rpm_limit", "default_api_key_tpm_limit":
            return "limits of rate are not read by this version; a provider that is at its limit is waited for, or the "
                + "next model is tried"
        case "weight": return "models of one name are tried in order, not by weight"
        case "aws_access_key_id", "aws_secret_access_key", "aws_session_token":
            return
                "AWS's credentials come from the environment: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where "
                + "there is one, AWS_SESSION_TOKEN"
        case "drop_params", "allowed_openai_params", "additional_drop_params":
            return "a field that a provider does not know is left out, and the answer says so; `strict` refuses instead"
        case "tags", "region_name": return "models are not chosen by tags or regions"
        case "cooldown_time", "allowed_fails": return "a model that fails is set aside by rules of its own"
        case "mock_response", "mock_tool_calls": return "there are no answers that are made up"
        case "max_budget", "budget_duration": return "budgets are not read by this version"
        case "litellm_credential_name": return "there is no entry of that name in `credential_list`"
        case "tpm_limit", "rpm_limit": return "limits of rate are not read by this version"
        case _ where name.hasPrefix("aws_"):
            return "AWS's credentials come from the environment; roles and profiles are not read from the file"
        case _ where name.hasPrefix("vertex_"):
            return "Vertex AI is no provider here; Gemini's own API is, as `gemini/…`"
        case _ where name.contains("cost_per"): return "prices stand in a table of their own"
        case "temperature", "top_p", "top_k", "max_tokens", "max_completion_tokens", "stop", "seed", "n",
            "presence_penalty", "frequency_penalty", "reasoning_effort", "thinking", "response_format", "tools",
            "tool_choice", "extra_body", "logit_bias", "user", "dimensions", "modalities", "service_tier", "stream":
            return "a name holds no defaults of requests; the client sends them"
        default: return unknown
        }
    }

    /// Keys of `router_settings`, `litellm_settings` and `general_settings`.
    static func setting(_ name: String) -> String {
        switch name {
        case "master_key", "proxy_admin_email", "salt_key":
            return "this version has no keys of its own: it serves this machine only"
        case "routing_strategy", "routing_strategy_args": return "models of one name are tried in order"
        case "allowed_fails", "allowed_fails_policy", "cooldown_time", "disable_cooldowns", "retry_policy",
            "retry_after",
            "model_group_retry_policy":
            return "what is tried again, and what is set aside, follows the kind of error by rules of its own"
        case "enable_pre_call_checks": return "a window that is too small is told by the provider's error"
        case "cache", "cache_params", "cache_responses", "caching_groups":
            return "answers are not cached by this version"
        case "callbacks", "success_callback", "failure_callback", "service_callbacks", "audit_log_callbacks":
            return "every run is in the journal; callbacks are not called"
        case "guardrails": return "guards are not read by this version"
        case "max_budget", "budget_duration", "max_end_user_budget", "max_internal_user_budget":
            return "budgets are not read by this version"
        case "telemetry": return "nothing is sent home"
        case "set_verbose", "json_logs", "log_raw_request_response", "turn_off_message_logging",
            "redact_messages_in_exceptions":
            return "logs have no such setting"
        case "modify_params": return "requests are translated by rules of their own, and losses are told"
        case "mcp_servers", "mcp_tools", "mcp_aliases": return "tools are not read by this version"
        case _ where name.hasPrefix("database") || name.hasPrefix("store_") || name.hasPrefix("disable_spend"):
            return "no database is needed; the journal lies in the store"
        case _ where name.hasPrefix("redis"): return "no Redis is needed"
        case _ where name.hasPrefix("alert") || name == "slack_msg_alerting":
            return "alerts are not sent by this version"
        case _ where name.hasPrefix("langfuse") || name.hasPrefix("otel"): return "traces are not sent by this version"
        default: return unknown
        }
    }

    /// Hosts that have no provider here.
    static func host(_ name: String) -> String {
        switch name {
        case "vertex_ai", "vertex_ai_beta", "palm": "Vertex AI is no provider here; Gemini's own API is, as `gemini/…`"
        case "azure_ai":
            "models of Azure AI Foundry have addresses of several kinds; declare it by hand as `azure` or "
                + "`openai-compatible`"
        case "sagemaker", "sagemaker_chat": "SageMaker is no provider here"
        default: "its host is not known here; where it has OpenAI's API, declare it by hand as `openai-compatible`"
        }
    }
}
