"""
The MQTT conversation with one Bambu printer: one line, kept open, and everything it reports laid over the last.

Nothing is ever sent twice: a session is clean, an order goes out over a line that is open at that moment, and a line
that was lost is not taken up again with what was under way on it.
"""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiomqtt

from printers.drivers.bambu.certificate import Certificates
from printers.drivers.bambu.status import Status, merged
from printers.drivers.bambu.storage import USER
from printers.errors import Denied, Unreachable

WHOLE_SECONDS = 300.0  # a P1P is slow when it is asked for everything more often than this
_WHOLE = {"gcode_state", "subtask_name"}  # a report that holds these holds everything
_REFUSED = (4, 5, 134, 135)  # wrong name or password, not authorised: in MQTT 3.1.1 and as MQTT 5 says it


class Silent(Exception):
    """The printer's door is open, but it says nothing."""


class LineLost(Exception):
    """The line broke after something was sent over it."""


class Conversation:
    """Opened when first needed, and again when it was lost."""

    def __init__(
        self, host: str, port: int, serial: str, code: str, certificates: Certificates, *, seconds: float
    ) -> None:
        self._host = host
        self._port = port
        self._serial = serial
        self._code = code
        self._certificates = certificates
        self._seconds = seconds
        self._opening = asyncio.Lock()
        self._client: aiomqtt.Client | None = None
        self._listener: asyncio.Task[None] | None = None
        self._waiting: list[tuple[Callable[[Mapping[str, Any]], bool], asyncio.Future[Mapping[str, Any]]]] = []
        self._number = secrets.randbelow(10_000)
        self._whole_at = float("-inf")
        self._heard: Callable[[Status], None] | None = None
        self.status: Status = {}

    def on_status(self, heard: Callable[[Status], None]) -> None:
        """Call this after each report."""
        self._heard = heard

    async def current(self) -> Status:
        """
        All it has reported, proved to be of now: it answered after we asked.

        Raises `Unreachable`, `Denied`, `WrongHost`, `Silent`.
        """
        await self.version()
        if time.monotonic() - self._whole_at > WHOLE_SECONDS:
            whole = {"version": 1, "push_target": 1}
            await self._exchange("pushing", "pushall", whole, lambda report: _print(report).keys() >= _WHOLE)
            self._whole_at = time.monotonic()
        return self.status

    async def version(self) -> list[Mapping[str, Any]]:
        """Its modules and their versions; the cheapest question there is. Raises as `current`."""

        def answers(report: Mapping[str, Any]) -> bool:
            info = report.get("info")
            return isinstance(info, dict) and info.get("command") == "get_version" and "module" in info

        report = await self._exchange("info", "get_version", {}, answers)
        modules = report["info"]["module"]
        return [module for module in modules if isinstance(module, dict)] if isinstance(modules, list) else []

    async def order(
        self,
        command: str,
        content: Mapping[str, Any],
        *,
        also: Callable[[Mapping[str, Any]], bool],
        at_least_once: bool,
    ) -> Mapping[str, Any]:
        """
        Send an order and wait for its answer, or for a report that says as much (`also`); returns that `print` part.

        Raises `Unreachable`, `Denied`, `WrongHost` when it was surely not sent, `Silent` or `LineLost` when it was.
        """
        number = self._next()

        def answers(report: Mapping[str, Any]) -> bool:
            said = _print(report)
            echoed = said.get("command") == command and str(said.get("sequence_id")) == number and "result" in said
            return echoed or also(said)

        sent = {"sequence_id": number, "command": command, **content}
        return _print(await self._send("print", sent, answers, qos=1 if at_least_once else 0))

    async def close(self) -> None:
        """Say farewell; the printer prints on."""
        listener, self._listener = self._listener, None
        client, self._client = self._client, None
        if listener is not None:
            listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listener
        if client is not None:
            with contextlib.suppress(aiomqtt.MqttError):
                await client.__aexit__(None, None, None)
        self._forget()

    async def _exchange(
        self, kind: str, command: str, content: Mapping[str, Any], answers: Callable[[Mapping[str, Any]], bool]
    ) -> Mapping[str, Any]:
        """A question that may be asked again, so that a line that was lost meanwhile is opened anew once."""
        sent = {"sequence_id": self._next(), "command": command, **content}
        for again in (True, False):
            try:
                return await self._send(kind, sent, answers, qos=0)
            except LineLost as lost:
                if not again:
                    raise Unreachable(self._host, str(lost)) from lost
        raise AssertionError("the second try returns or raises")

    async def _send(
        self, kind: str, content: Mapping[str, Any], answers: Callable[[Mapping[str, Any]], bool], *, qos: int
    ) -> Mapping[str, Any]:
        client = await self._open()
        answer: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        waiting = answers, answer
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(self._seconds):
                try:
                    await client.publish(f"device/{self._serial}/request", json.dumps({kind: content}), qos=qos)
                except aiomqtt.MqttError as broken:
                    raise LineLost(f"the line broke: {broken}") from broken
                return await answer
        except TimeoutError as silence:
            raise Silent(f"no answer to {content['command']} within {self._seconds:g} s") from silence
        finally:
            self._waiting.remove(waiting)
            answer.cancel()

    async def _open(self) -> aiomqtt.Client:
        async with self._opening:
            if self._client is not None and self._listener is not None and not self._listener.done():
                return self._client
            await self.close()
            context = await asyncio.to_thread(self._certificates.context, self._port)
            client = aiomqtt.Client(
                self._host,
                self._port,
                username=USER,
                password=self._code,
                identifier=f"printwright-{secrets.token_hex(6)}",
                clean_session=True,
                tls_context=context,
                timeout=self._seconds,
                keepalive=30,
            )
            try:
                await client.__aenter__()
            except aiomqtt.MqttError as refused:
                if _refusal(refused) in _REFUSED:
                    raise Denied(self._host) from refused
                raise Unreachable(self._host, str(refused)) from refused
            try:
                await client.subscribe(f"device/{self._serial}/report")
            except aiomqtt.MqttError as broken:
                with contextlib.suppress(aiomqtt.MqttError):
                    await client.__aexit__(None, None, None)
                raise Unreachable(self._host, str(broken)) from broken
            self._client = client
            self._listener = asyncio.create_task(self._listen(client))
            return client

    async def _listen(self, client: aiomqtt.Client) -> None:
        why = "the line was closed"
        try:
            async for message in client.messages:
                self._take(message.payload)
        except aiomqtt.MqttError as lost:
            why = str(lost)
        finally:
            self._forget()
            for _answers, answer in self._waiting:
                if not answer.done():
                    answer.set_exception(LineLost(why))

    def _take(self, payload: object) -> None:
        try:
            report = json.loads(payload) if isinstance(payload, bytes | str) else None
        except ValueError:
            return
        if not isinstance(report, dict):
            return
        said = _print(report)
        if said.get("command") == "push_status":
            self.status = merged(self.status, said)
            if self._heard is not None:
                self._heard(self.status)
        for answers, answer in self._waiting:
            if not answer.done() and answers(report):
                answer.set_result(report)

    def _forget(self) -> None:
        """What a printer was before silence says nothing of what it is after."""
        self.status, self._whole_at = {}, float("-inf")

    def _next(self) -> str:
        self._number += 1
        return str(self._number)


def _print(report: Mapping[str, Any]) -> Mapping[str, Any]:
    said = report.get("print")
    return said if isinstance(said, dict) else {}


def _refusal(error: aiomqtt.MqttError) -> int | None:
    code = getattr(error, "rc", None)
    value = getattr(code, "value", code)
    return value if isinstance(value, int) else None
