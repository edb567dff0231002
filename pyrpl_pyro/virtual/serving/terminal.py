"""A terminal of the board, as SSH clients see it: echo, line by line, Ctrl-C."""

import asyncio
import contextlib
from collections import deque

import asyncssh

from .commands import Shell
from .linux import Linux
from .monitor import MonitorServer

INTERRUPT = "\x03"


class Terminal:
    """One shell session, and the program that runs in its foreground.

    Parameters
    ----------
    linux:
        The board's system.
    channel:
        The SSH session.
    """

    def __init__(self, linux: Linux, channel: asyncssh.SSHServerProcess[bytes]) -> None:
        self._linux = linux
        self._channel = channel
        self._loop = asyncio.get_running_loop()
        self._shell = Shell(linux, self._start_server)
        self._foreground: MonitorServer | None = None
        self._ended: asyncio.Future[str] | None = None
        self._typed = ""
        self._lines: deque[str] = deque()
        self._news = asyncio.Event()

    async def serve(self) -> None:
        """Serve the session until its end, which ends its foreground program, too."""
        if self._channel.command is not None:
            await self._run(self._channel.command)
            return
        runner = asyncio.create_task(self._run_lines())
        try:
            while not self._channel.stdin.at_eof():
                try:
                    data = await self._channel.stdin.read(4096)
                except (asyncssh.TerminalSizeChanged, asyncssh.SignalReceived):
                    continue
                self._type(data.decode(errors="replace"))
        finally:
            runner.cancel()
            if self._foreground is not None:
                self._foreground.kill()

    def _type(self, text: str) -> None:
        for character in text:
            if character == INTERRUPT:
                self._interrupt()
            elif character in "\r\n":
                self._print("\n")
                self._lines.append(self._typed)
                self._typed = ""
            else:
                self._print(character)
                self._typed += character
        self._news.set()

    def _interrupt(self) -> None:
        """Ctrl-C: what was typed is dropped, and the foreground program killed."""
        self._print("^C\n")
        self._typed = ""
        self._lines.clear()
        if self._foreground is not None:
            self._foreground.kill()
        else:
            self._print(self._shell.prompt)

    async def _run_lines(self) -> None:
        while True:
            self._print(self._shell.prompt)
            while not self._lines:
                self._news.clear()
                await self._news.wait()
            await self._run(self._lines.popleft())

    async def _run(self, line: str) -> None:
        self._print(self._shell.run(line))
        if self._ended is not None:
            last_words = await self._ended
            self._foreground = self._ended = None
            self._print(last_words + "\n")

    def _start_server(self, name: str, port: int) -> None:
        ended: asyncio.Future[str] = self._loop.create_future()

        def end(last_words: str) -> None:
            # When the whole board is closed, the loop may be gone first.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(_set, ended, last_words)

        self._foreground = self._linux.start_server(name, port, end)
        self._ended = ended

    def _print(self, text: str) -> None:
        self._channel.stdout.write(text.replace("\n", "\r\n").encode())


def _set(future: asyncio.Future[str], text: str) -> None:
    if not future.done():
        future.set_result(text)
