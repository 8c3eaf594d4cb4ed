"""The server's end of a WebSocket: frames out with a limit, messages in with what their absence means."""

from __future__ import annotations

import asyncio

from aiohttp import WebSocketError, WSCloseCode, WSMessage, WSMsgType, web

from service.outcomes import Outcome, Refusal

CLOSE_TIMEOUT_S = 2.0  # for the client's close frame: a page answers in milliseconds or is gone


class Socket(web.WebSocketResponse):
    """aiohttp's, uncompressed (the ticks are raw frames), which says why before it closes for a large message."""

    def __init__(self, max_message_bytes: int) -> None:
        super().__init__(
            max_msg_size=max_message_bytes, compress=False, autoping=True, autoclose=True, timeout=CLOSE_TIMEOUT_S
        )
        self.too_big: tuple[bytes, bytes] | None = None  # error frame and close reason: aiohttp closes by itself

    async def close(self, *, code: int = WSCloseCode.OK, message: bytes = b"", drain: bool = True) -> bool:
        if code == WSCloseCode.MESSAGE_TOO_BIG and self.too_big and not self.closed:
            frame, message = self.too_big
            self.too_big = None
            await self.say(frame, CLOSE_TIMEOUT_S)
        closed = await super().close(code=code, message=message, drain=drain)
        if (broken := self.exception()) is not None:
            broken.__traceback__ = None  # its frames hold this socket, which holds it: 60 objects for the collector
        return closed

    async def say(self, frame: bytes, limit_s: float) -> bool:
        """Send a text frame; False when the client has gone or did not read it within `limit_s`."""
        try:
            async with asyncio.timeout(limit_s):
                await self.send_frame(frame, WSMsgType.TEXT)
        except (ConnectionError, TimeoutError, RuntimeError):
            return False
        return True

    async def send(self, frame: bytes, limit_s: float) -> None:
        """The same, as a step of the handshake: raises Refusal when it fails."""
        try:
            async with asyncio.timeout(limit_s):
                await self.send_frame(frame, WSMsgType.TEXT)
        except TimeoutError as error:
            raise Refusal(Outcome.CLIENT_RESET, f"the client did not read for {limit_s:g} s") from error
        except (ConnectionError, RuntimeError) as error:
            raise Refusal(Outcome.CLIENT_RESET, "the connection broke off while sending") from error

    async def first(self, limit_s: float) -> str | bytes:
        """The first message, text or binary. Raises Refusal for silence, a close, a reset and a message too large."""
        try:
            async with asyncio.timeout(limit_s):
                message: WSMessage = await self.receive()
        except TimeoutError as error:
            raise Refusal(Outcome.RECEIVE_TIMEOUT, f"nothing arrived within {limit_s:g} s") from error
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            data: str | bytes = message.data
            return data
        raise self.gone(message)

    def gone(self, message: WSMessage) -> Refusal:
        """What a message that carries no data says about the connection."""
        if isinstance(message.data, WebSocketError) and message.data.code == WSCloseCode.MESSAGE_TOO_BIG:
            return Refusal(Outcome.MESSAGE_TOO_BIG, str(message.data))
        if message.type is WSMsgType.CLOSE:
            reason = f" ({message.extra})" if message.extra else ""
            return Refusal(Outcome.CLIENT_CLOSED, f"close code {message.data}{reason}"[:200])
        if message.type is WSMsgType.ERROR and isinstance(message.data, Exception):
            return Refusal(Outcome.CLIENT_RESET, f"broken WebSocket frames: {message.data}"[:200])
        return Refusal(Outcome.CLIENT_RESET, "the connection broke off")
