"""Checkpoints of LangGraph graphs in Kapell: a checkpointer over `/kapell/v1/checkpoints` of `kapell serve`.

    from kapell_langgraph import KapellSaver

    graph = builder.compile(checkpointer=KapellSaver("http://127.0.0.1:7272"))
    graph.invoke({"messages": […]}, {"configurable": {"thread_id": "customer-7"}})

One file: copy it, or put its folder on the path. It needs `langgraph-checkpoint` 3 or newer and nothing else. What a call
has acknowledged is on the server's disk. One saver may be used by many threads and event loops at once.
"""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import os
import random
import threading
import urllib.parse
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    SerializerProtocol,
    get_checkpoint_id,
    get_checkpoint_metadata,
)

__all__ = ["KapellError", "KapellSaver"]

# The server refuses far less; beyond this it does not read on to say so.
_LARGEST_BODY = 200_000_000
_PAGE = 100
_NAMES = 1_000


class KapellError(RuntimeError):
    """What Kapell refused, and what to do about it."""

    def __init__(self, status: int, code: str, message: str, remedy: str | None = None) -> None:
        super().__init__(f"{message} {remedy}" if remedy else message)
        self.status = status
        self.code = code
        self.message = message
        self.remedy = remedy


class KapellSaver(BaseCheckpointSaver[str]):
    """Keeps checkpoints in a Kapell server.

    Args:
        url: The server's address; else `KAPELL_URL`, else http://127.0.0.1:7272.
        serde: Encodes values; Kapell keeps their bytes as they are. Metadata travels as JSON, so that it can be searched.
        headers: Sent with each request.
        timeout: Seconds that one answer may take.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        serde: SerializerProtocol | None = None,
        headers: dict[str, str] | None = None,
        timeout: float = 60,
    ) -> None:
        super().__init__(serde=serde)
        self._client = _Client(url or os.environ.get("KAPELL_URL") or "http://127.0.0.1:7272", headers or {}, timeout)

    def close(self) -> None:
        """Closes idle connections. The saver may be used again."""
        self._client.close()

    def __enter__(self) -> KapellSaver:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    async def __aenter__(self) -> KapellSaver:
        return self

    async def __aexit__(self, *exception: object) -> None:
        self.close()

    # Reading

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        body = _place(config)
        body["id"] = get_checkpoint_id(config)
        found = self._client.post("get", body)["checkpoint"]
        return None if found is None else self._tuple(found)

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        body: dict[str, Any] = {"metadata": filter or {}}
        if config is not None:
            body["thread"] = str(config["configurable"]["thread_id"])
            body["namespace"] = config["configurable"].get("checkpoint_ns")
            body["id"] = get_checkpoint_id(config)
        if before is not None:
            body["before"] = get_checkpoint_id(before)
        left = limit
        while left is None or left > 0:
            body["limit"] = _PAGE if left is None else min(left, _PAGE)
            page = self._client.post("list", body)
            for found in page["checkpoints"]:
                yield self._tuple(found)
            if page["next"] is None:
                return
            body["after"] = page["next"]
            if left is not None:
                left -= len(page["checkpoints"])

    def _tuple(self, found: dict[str, Any]) -> CheckpointTuple:
        place = {"thread_id": found["thread"], "checkpoint_ns": found["namespace"]}
        values = {channel: self._loads(value) for channel, value in found["values"].items()}
        parent = found["parent"]
        return CheckpointTuple(
            config={"configurable": {**place, "checkpoint_id": found["id"]}},
            checkpoint={**self._loads(found["checkpoint"]), "channel_values": values},
            metadata=found["metadata"],
            parent_config={"configurable": {**place, "checkpoint_id": parent}} if parent else None,
            pending_writes=[(write["task"], write["channel"], self._loads(write)) for write in found["writes"]],
        )

    # Writing

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        rest: dict[str, Any] = dict(checkpoint)
        values = rest.pop("channel_values")
        versions = {channel: str(version) for channel, version in checkpoint["channel_versions"].items()}
        versions.update((channel, str(version)) for channel, version in new_versions.items())
        metadata = get_checkpoint_metadata(config, metadata)
        counters = metadata.get("counters_since_delta_snapshot") or {}
        body = _place(config)
        body["id"] = checkpoint["id"]
        body["parent"] = get_checkpoint_id(config)
        body["checkpoint"] = self._dumps(rest)
        body["metadata"] = metadata
        body["versions"] = versions
        body["values"] = {channel: self._dumps(values[channel]) for channel in new_versions if channel in values}
        # Channels that LangGraph rebuilds from the writes of earlier checkpoints.
        body["deltas"] = [channel for channel in counters if channel not in values and channel in versions]
        self._client.post("", body)
        return {
            "configurable": {
                "thread_id": body["thread"],
                "checkpoint_ns": body["namespace"],
                "checkpoint_id": checkpoint["id"],
            }
        }

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        body = _place(config)
        body["id"] = config["configurable"]["checkpoint_id"]
        body["task"] = task_id
        body["path"] = task_path
        body["writes"] = [
            {"index": WRITES_IDX_MAP.get(channel, index), "channel": channel, **self._dumps(value)}
            for index, (channel, value) in enumerate(writes)
        ]
        self._client.post("writes", body)

    def get_next_version(self, current: str | None, channel: None) -> str:
        # A number that grows, and chance behind it: two forks of a thread must not give one version to two values.
        number = int(str(current).split(".")[0]) if current is not None else 0
        return f"{number + 1:032}.{random.getrandbits(53):016}"

    # Threads

    def delete_thread(self, thread_id: str) -> None:
        self._client.post("erase", {"threads": [str(thread_id)]})

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        for names in _some(run_ids):
            self._client.post("erase", {"runs": names})

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._client.post("copy", {"thread": str(source_thread_id), "to": str(target_thread_id)})

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        if strategy not in ("keep_latest", "delete"):
            raise ValueError(f"There is no strategy {strategy!r}: use 'keep_latest' or 'delete'.")
        for names in _some(thread_ids):
            self._client.post("prune" if strategy == "keep_latest" else "erase", {"threads": names})

    # The same, for event loops

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await asyncio.to_thread(self.get_tuple, config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        found = self.list(config, filter=filter, before=before, limit=limit)
        while (one := await asyncio.to_thread(next, found, None)) is not None:
            yield one

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return await asyncio.to_thread(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        await asyncio.to_thread(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        await asyncio.to_thread(self.delete_thread, thread_id)

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        await asyncio.to_thread(self.delete_for_runs, run_ids)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        await asyncio.to_thread(self.copy_thread, source_thread_id, target_thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        await asyncio.to_thread(lambda: self.prune(thread_ids, strategy=strategy))

    # Values

    def _dumps(self, value: Any) -> dict[str, str]:
        kind, data = self.serde.dumps_typed(value)
        return {"type": kind, "data": base64.b64encode(data).decode("ascii")}

    def _loads(self, value: dict[str, str]) -> Any:
        return self.serde.loads_typed((value["type"], base64.b64decode(value["data"])))


def _place(config: RunnableConfig) -> dict[str, Any]:
    configurable = config["configurable"]
    return {"thread": str(configurable["thread_id"]), "namespace": configurable.get("checkpoint_ns") or ""}


def _some(names: Sequence[str]) -> Iterator[list[str]]:
    texts = [str(name) for name in names]
    for start in range(0, len(texts), _NAMES):
        yield texts[start : start + _NAMES]


class _Client:
    """Connections that are kept, each used by one thread at a time. `with_allowlist` copies a saver: they share them."""

    def __init__(self, url: str, headers: dict[str, str], timeout: float) -> None:
        parts = urllib.parse.urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a Kapell server; it looks like http://127.0.0.1:7272.")
        self._kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._host, self._port = parts.hostname, parts.port
        self._path = parts.path.rstrip("/") + "/kapell/v1/checkpoints"
        self._headers = {"content-type": "application/json", **headers}
        self._timeout = timeout
        self._idle: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self._process = os.getpid()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            data = json.dumps(body, allow_nan=False, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise KapellError(
                400, "invalidRequest", f"A name or the metadata holds half a character ({error.reason}).",
                "Take it out.") from error
        if len(data) > _LARGEST_BODY:
            raise KapellError(
                413, "tooLarge", f"The state has {len(data) // 1_000_000} MB.",
                "Keep large data elsewhere, and its name in the state.")
        status, text = self._send(f"{self._path}/{what}".rstrip("/"), data)
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if status in (200, 201) and isinstance(answer, dict):
            return answer
        error = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(error, dict):
            raise KapellError(
                status, "network", f"http://{self._host}:{self._port} does not answer as Kapell (status {status}).",
                "Check the address, and that the server knows /kapell/v1/checkpoints.")
        raise KapellError(status, error.get("code", ""), error.get("message", ""), error.get("remedy"))

    def _send(self, path: str, data: bytes) -> tuple[int, bytes]:
        while True:
            connection, is_used = self._take()
            try:
                try:
                    connection.request("POST", path, data, self._headers)
                except (BrokenPipeError, ConnectionResetError):
                    # The server may have answered before it had read all.
                    if connection.sock is None:
                        raise
                response = connection.getresponse()
                text = response.read()
            except (http.client.HTTPException, OSError) as error:
                connection.close()
                # The server closes connections that were idle for long. No request does harm twice.
                if is_used and not isinstance(error, TimeoutError):
                    continue
                raise KapellError(
                    0, "network", f"Kapell at {self._host}:{self._port} does not answer: {error}.",
                    "Check that `kapell serve` runs, and the address.") from error
            except BaseException:
                connection.close()
                raise
            if response.will_close:
                connection.close()
            else:
                with self._lock:
                    self._idle.append(connection)
            return response.status, text

    def _take(self) -> tuple[http.client.HTTPConnection, bool]:
        with self._lock:
            if self._process != os.getpid():  # connections are not shared with a process that was forked off
                self._idle, self._process = [], os.getpid()
            if self._idle:
                return self._idle.pop(), True
        return self._kind(self._host, self._port, timeout=self._timeout), False
