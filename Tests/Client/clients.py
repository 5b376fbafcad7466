"""The official clients of six providers, none of them changed, and one question in each of their dialects."""

import json

import anthropic
import boto3
import botocore.config
import cohere
import google.genai
import google.genai.types
import ollama
import openai

from checks import need

SAY = "The quick brown fox"


class Clients:
    """Clients of the server at `base`. Each question returns the text, the tokens read, and those written."""

    def __init__(self, base, key="unused", timeout=120):
        self.chatgpt = openai.OpenAI(base_url=f"{base}/v1", api_key=key, max_retries=0, timeout=timeout)
        self.claude = anthropic.Anthropic(base_url=base, api_key=key, max_retries=0, timeout=timeout)
        self.gemini = google.genai.Client(
            api_key=key, http_options=google.genai.types.HttpOptions(base_url=base, timeout=timeout * 1000))
        self.bedrock = boto3.client(
            "bedrock-runtime", region_name="us-east-1", endpoint_url=base, aws_access_key_id="any",
            aws_secret_access_key="any",
            config=botocore.config.Config(retries={"total_max_attempts": 1}, read_timeout=timeout))
        self.command = cohere.ClientV2(api_key=key, base_url=base, timeout=timeout)
        self.llama = ollama.Client(host=base, timeout=timeout)
        self.dialects = {
            "openai chat": self.openai_chat, "openai responses": self.openai_responses,
            "anthropic": self.anthropic_messages, "gemini": self.gemini_content, "bedrock converse": self.bedrock_converse,
            "bedrock invoke": self.bedrock_invoke, "cohere": self.cohere_chat, "ollama": self.ollama_chat}

    def openai_chat(self, model, stream):
        options = {"model": model, "messages": [{"role": "user", "content": SAY}], "max_tokens": 12, "temperature": 0}
        if not stream:
            answer = self.chatgpt.chat.completions.create(**options)
            return answer.choices[0].message.content, answer.usage.prompt_tokens, answer.usage.completion_tokens
        text, usage, reason = "", None, None
        for chunk in self.chatgpt.chat.completions.create(**options, stream=True, stream_options={"include_usage": True}):
            for choice in chunk.choices:
                text += choice.delta.content or ""
                reason = choice.finish_reason or reason
            usage = chunk.usage or usage
        need(reason in ("stop", "length"), f"the reason is {reason}")
        return text, usage.prompt_tokens, usage.completion_tokens

    def openai_responses(self, model, stream):
        options = {"model": model, "input": SAY, "max_output_tokens": 16, "temperature": 0}
        if stream:
            *_, last = self.chatgpt.responses.create(**options, stream=True)
            need(last.type in ("response.completed", "response.incomplete"), f"the last event is {last}")
            answer = last.response
        else:
            answer = self.chatgpt.responses.create(**options)
        return answer.output_text, answer.usage.input_tokens, answer.usage.output_tokens

    def anthropic_messages(self, model, stream):
        options = {"model": model, "messages": [{"role": "user", "content": SAY}], "max_tokens": 12,
                   "extra_body": {"temperature": 0}}
        if stream:
            with self.claude.messages.stream(**options) as events:
                for _ in events:
                    pass
                answer = events.get_final_message()
        else:
            answer = self.claude.messages.create(**options)
        usage = answer.usage
        read = usage.input_tokens + (usage.cache_read_input_tokens or 0) + (usage.cache_creation_input_tokens or 0)
        return "".join(block.text for block in answer.content), read, usage.output_tokens

    def gemini_content(self, model, stream):
        options = {"model": model, "contents": SAY,
                   "config": google.genai.types.GenerateContentConfig(max_output_tokens=12, temperature=0)}
        if stream:
            parts = list(self.gemini.models.generate_content_stream(**options))
            text, usage = "".join(part.text or "" for part in parts), parts[-1].usage_metadata
        else:
            answer = self.gemini.models.generate_content(**options)
            text, usage = answer.text, answer.usage_metadata
        return text, usage.prompt_token_count, usage.candidates_token_count

    def bedrock_converse(self, model, stream):
        options = {"modelId": model, "messages": [{"role": "user", "content": [{"text": SAY}]}],
                   "inferenceConfig": {"maxTokens": 12, "temperature": 0}}
        if not stream:
            answer = self.bedrock.converse(**options)
            text = "".join(part["text"] for part in answer["output"]["message"]["content"])
            return text, answer["usage"]["inputTokens"] + answer["usage"].get("cacheReadInputTokens", 0), \
                answer["usage"]["outputTokens"]
        text, usage = "", None
        for event in self.bedrock.converse_stream(**options)["stream"]:
            text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")
            usage = event.get("metadata", {}).get("usage", usage)
        return text, usage["inputTokens"] + usage.get("cacheReadInputTokens", 0), usage["outputTokens"]

    def bedrock_invoke(self, model, stream):
        body = json.dumps({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 12, "temperature": 0,
                           "messages": [{"role": "user", "content": SAY}]})
        if not stream:
            answer = json.loads(self.bedrock.invoke_model(modelId=model, body=body)["body"].read())
            usage = answer["usage"]
            return "".join(block["text"] for block in answer["content"]), \
                usage["input_tokens"] + (usage.get("cache_read_input_tokens") or 0), usage["output_tokens"]
        text, read, written = "", 0, 0
        for event in self.bedrock.invoke_model_with_response_stream(modelId=model, body=body)["body"]:
            event = json.loads(event["chunk"]["bytes"])
            if event["type"] == "content_block_delta":
                text += event["delta"]["text"]
            if event["type"] == "message_delta":
                usage = event["usage"]
                read = (usage.get("input_tokens") or read) + (usage.get("cache_read_input_tokens") or 0)
                written = usage["output_tokens"]
        return text, read, written

    def cohere_chat(self, model, stream):
        options = {"model": model, "messages": [{"role": "user", "content": SAY}], "max_tokens": 12, "temperature": 0}
        if not stream:
            answer = self.command.chat(**options)
            return answer.message.content[0].text, answer.usage.tokens.input_tokens, answer.usage.tokens.output_tokens
        text, usage = "", None
        for event in self.command.chat_stream(**options):
            if event.type == "content-delta":
                text += event.delta.message.content.text
            if event.type == "message-end":
                usage = event.delta.usage
        return text, usage.tokens.input_tokens, usage.tokens.output_tokens

    def ollama_chat(self, model, stream):
        options = {"model": model, "messages": [{"role": "user", "content": SAY}],
                   "options": {"num_predict": 12, "temperature": 0}}
        if not stream:
            answer = self.llama.chat(**options)
            return answer.message.content, answer.prompt_eval_count, answer.eval_count
        parts = list(self.llama.chat(**options, stream=True))
        return "".join(part.message.content or "" for part in parts), parts[-1].prompt_eval_count, parts[-1].eval_count
