"""A network that can be told to fail, between two programs that speak TCP. It runs in a thread of its own.

Cut: the answer to a COMMIT (or an HTTP answer) is swallowed and the connection reset, after the server has done its part.
Reset: every connection is, and new ones too. Blackhole: the kernel drops what arrives, unacknowledged, as a dead cable
would; each end believes the other to be there.
"""

import asyncio
import contextlib
import ctypes
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["postgres", "http"]
COMMITTED = b"COMMIT\0"
SO_DETACH_FILTER = 27
PIECE = 65536


@dataclass(eq=False)
class Pair:
    """One connection through the proxy: towards the program that asks, and towards the server."""

    asking: asyncio.StreamWriter
    serving: asyncio.StreamWriter

    def sockets(self) -> Iterator[socket.socket]:
        for writer in (self.asking, self.serving):
            found = writer.get_extra_info("socket")
            if found is not None:
                yield found

    def reset(self) -> None:
        """End it as a crash of the network would: RST, no goodbye."""
        for writer in (self.asking, self.serving):
            found = writer.get_extra_info("socket")
            with contextlib.suppress(OSError):
                found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


@dataclass
class Proxy:
    """Listens on ``port`` and passes everything on to ``target``, a port of this machine."""

    target: int
    kind: Kind
    port: int = 0
    delay: float = 0.0
    refusing: bool = False
    dark: bool = False
    cuts_left: int = 0
    cut: int = 0
    pairs: set[Pair] = field(default_factory=set)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop, repr=False)
    listener: socket.socket = field(default_factory=socket.socket, repr=False)

    def cut_next(self) -> None:
        """The next answer that matters will not arrive."""
        self._tell(lambda: setattr(self, "cuts_left", 1))

    def reset(self, *, refuse: bool) -> None:
        """Every connection is reset now; while ``refuse`` holds so is each new one."""
        self._tell(lambda: self._reset(refuse))

    def darken(self) -> None:
        """From now on nothing that is sent arrives, and nobody is told."""
        self._tell(self._darken)

    def heal(self) -> None:
        """The network is back; what was open in the dark is forgotten, as by a firewall."""
        self._tell(self._heal)

    def _tell(self, act: Callable[[], None]) -> None:
        done = threading.Event()

        def do() -> None:
            act()
            done.set()

        self.loop.call_soon_threadsafe(do)
        assert done.wait(10)

    def _reset(self, refuse: bool) -> None:
        self.refusing = refuse
        for pair in list(self.pairs):
            pair.reset()

    def _darken(self) -> None:
        self.dark = True
        for one in [self.listener, *(one for pair in self.pairs for one in pair.sockets())]:
            drop_everything(one)

    def _heal(self) -> None:
        self._reset(False)
        with contextlib.suppress(OSError):
            self.listener.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)
        self.dark, self.delay = False, 0.0

    # -- in the thread ---------------------------------------------------------------------------
    async def serve(self) -> None:
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        await asyncio.start_server(self._accept, sock=self.listener, backlog=512)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return
        answers, serving = await asyncio.open_connection("127.0.0.1", self.target)
        pair = Pair(writer, serving)
        self.pairs.add(pair)
        watch = Commits() if self.kind == "postgres" else None
        try:
            await asyncio.gather(self._pass_on(reader, pair, serving), self._bring_back(answers, pair, watch))
        except OSError:
            pass
        finally:
            pair.reset()
            self.pairs.discard(pair)

    async def _pass_on(self, reader: asyncio.StreamReader, pair: Pair, to: asyncio.StreamWriter) -> None:
        while piece := await reader.read(PIECE):
            await self._wait()
            to.write(piece)
            await to.drain()
        to.close()

    async def _bring_back(self, reader: asyncio.StreamReader, pair: Pair, watch: "Commits | None") -> None:
        while piece := await reader.read(PIECE):
            matters = watch is None or watch.seen_in(piece)
            if matters and self.cuts_left:
                self.cuts_left -= 1
                self.cut += 1
                pair.reset()
                return
            await self._wait()
            pair.asking.write(piece)
            await pair.asking.drain()
        pair.asking.close()

    async def _wait(self) -> None:
        if self.delay:
            await asyncio.sleep(self.delay)


class Commits:
    """Follows the messages of a PostgreSQL server: one byte of type, four of length, and so on."""

    def __init__(self) -> None:
        self.kept = b""

    def seen_in(self, piece: bytes) -> bool:
        """Whether a commit is confirmed by a message that ends in this piece."""
        self.kept += piece
        found = False
        while len(self.kept) >= 5:
            (length,) = struct.unpack("!I", self.kept[1:5])
            if len(self.kept) < 1 + length:
                break
            message, self.kept = self.kept[: 1 + length], self.kept[1 + length :]
            found = found or (message[:1] == b"C" and message[5:] == COMMITTED)
        return found


class Program(ctypes.Structure):
    """``struct sock_fprog``: the length of a classic BPF program and where it lies."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


DROP = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
"""``ret 0``: keep nothing of any packet."""
SO_ATTACH_FILTER = 26


def drop_everything(one: socket.socket) -> None:
    """The kernel throws away every packet for this socket before it is acknowledged."""
    program = Program(1, ctypes.cast(DROP, ctypes.c_void_p))
    with contextlib.suppress(OSError):  # closed in the meantime
        one.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, bytes(program))


@contextmanager
def proxied(target: int, kind: Kind) -> Iterator[Proxy]:
    """A proxy in front of a port of this machine."""
    proxy: Any = Proxy(target, kind)
    proxy.loop.run_until_complete(proxy.serve())
    thread = threading.Thread(target=proxy.loop.run_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.heal()
        proxy.loop.call_soon_threadsafe(proxy.loop.stop)
        thread.join(10)
        proxy.listener.close()
