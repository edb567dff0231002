"""Ways of a request into the Qt thread and back: the figures of docs/decisions/0001.

Run with ``python -m benchmarks.ways_into_qt``. Each server is a process of its own that
returns what it is sent; nothing of PyRPL is involved.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from typing import Any

from .measuring import Contender, Effort, interleave

WORKER, FUTURE, LOCK, NOTIFIER = (
    "Pyro5 worker thread answers, no Qt",
    "worker thread, hop with a Future",
    "worker thread, hop with one bare lock",
    "socket read in the Qt loop",
)
PAYLOAD = b"0123456789"


def echo(requests: Any, replies: Any) -> None:
    """The other end of the queues."""
    while (item := requests.get()) is not None:
        replies.put(item)


def serve(way: str, address: Any) -> None:
    """Serve one object whose method returns its argument, in the given way."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import Pyro5.api
    from Pyro5 import protocol, serializers
    from qtpy import QtCore, QtWidgets

    application = QtWidgets.QApplication([])
    serializer = serializers.serializers["msgpack"]

    class Hop(QtCore.QObject):
        kind = QtCore.QEvent.Type(QtCore.QEvent.registerEventType())

        def __init__(self) -> None:
            super().__init__()
            self.waiting: list[Callable[[], None]] = []

        def post(self, function: Callable[[], None]) -> None:
            self.waiting.append(function)
            QtCore.QCoreApplication.postEvent(self, QtCore.QEvent(self.kind))

        def event(self, event: Any) -> bool:
            if event.type() != self.kind:
                return super().event(event)
            self.waiting.pop(0)()
            return True

    hop = Hop()

    def through_a_future(data: bytes) -> bytes:
        from concurrent.futures import Future

        future: Future[bytes] = Future()
        hop.post(lambda: future.set_result(data))
        return future.result()

    def through_a_lock(data: bytes) -> bytes:
        done = threading.Lock()
        done.acquire()
        hop.post(done.release)
        done.acquire()
        return data

    @Pyro5.api.expose
    class Echo:
        def invoke(self, data: bytes) -> bytes:
            if way == FUTURE:
                return through_a_future(data)
            return through_a_lock(data) if way == LOCK else data

    notifiers: list[Any] = []

    def watch(peer: Any) -> None:
        size = protocol._header_size
        received = bytearray()
        peer.setblocking(False)

        def read() -> None:
            try:
                received.extend(peer.recv(1 << 16))
            except BlockingIOError:
                return
            if len(received) < size:
                return
            message = protocol.ReceivingMessage(bytes(received[:size]))
            end = size + message.annotations_size + message.data_size
            if len(received) < end:
                return
            message.add_payload(bytes(received[size:end]))
            del received[:end]
            reply = serializer.dumps(serializer.loadsCall(message.data)[2][0])
            kind, number = protocol.MSG_RESULT, serializer.serializer_id
            peer.send(protocol.SendingMessage(kind, 0, message.seq, number, reply).data)

        notifier = QtCore.QSocketNotifier(peer.fileno(), QtCore.QSocketNotifier.Read)
        notifier.activated.connect(read)
        notifiers.append(notifier)

    class Daemon(Pyro5.api.Daemon):
        def handleRequest(self, conn: Any) -> None:
            if way != NOTIFIER:
                super().handleRequest(conn)
                return
            hop.post(lambda: watch(conn.sock))
            threading.Event().wait()

    daemon = Daemon("127.0.0.1", 0)
    address.put(str(daemon.register(Echo(), "echo")))
    threading.Thread(target=daemon.requestLoop, daemon=True).start()
    application.exec()


def main() -> None:
    """Measure and print."""
    import Pyro5.api
    from rich.console import Console
    from rich.table import Table

    context = multiprocessing.get_context("spawn")
    requests, replies, address = context.Queue(), context.Queue(), context.Queue()
    context.Process(target=echo, args=(requests, replies), daemon=True).start()
    queue = "multiprocessing.Queue, there and back"

    def through_the_queues() -> None:
        requests.put(PAYLOAD)
        replies.get(timeout=10)

    contenders = [Contender(queue, through_the_queues)]
    for way in (WORKER, FUTURE, LOCK, NOTIFIER):
        context.Process(target=serve, args=(way, address), daemon=True).start()
        proxy = Pyro5.api.Proxy(address.get(timeout=30))
        proxy._pyroSerializer = "msgpack"
        contenders.append(Contender(way, lambda proxy=proxy: proxy.invoke(PAYLOAD)))
    timings = interleave(contenders, Effort(25, 0.1))
    table = Table("way", "request (us)", "against the queues")
    for name, timing in timings.items():
        ratio = timings[queue].median / timing.median
        table.add_row(name, f"{timing.median * 1e6:.0f}", f"{ratio:.2f} of the rate")
    Console().print(table)


if __name__ == "__main__":
    main()
