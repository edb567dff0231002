"""What a server process is started with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..settings import ServerSettings

LIMITS = (
    "clients",
    "connections",
    "connections_per_client",
    "message_size",
    "calls_waiting",
    "runs_per_client",
    "handshake_timeout",
    "message_timeout",
)
"""Settings of the server that are passed on as they are."""

_DEFAULTS = ServerSettings()


@dataclass(frozen=True)
class ServerOptions:
    """Options of one server process.

    Attributes
    ----------
    board : str
        Name under which the board is registered.
    hostname : str or None
        Host name or address of the Red Pitaya; None with ``virtual``.
    virtual : bool
        Use the virtual Red Pitaya instead of a real one.
    plant : str or dict
        What is connected to the virtual one, see :func:`pyrpl_pyro.virtual.plant_of`.
    plant_file : str
        Python file with plants of the user, "" for none.
    gui : bool
        Show PyRPL's own window as well.
    config : str or None
        Name of PyRPL's configuration; None stands for the name of the board, "" for
        settings that are not kept.
    create_config : bool
        Make the configuration when it does not exist; the one with the board's name is
        always made.
    user, password : str
        For the SSH login on the Red Pitaya.
    sshport, boardport : int
        TCP ports on the Red Pitaya: SSH, and PyRPL's monitor server.
    reloadfpga : bool or "auto"
        Whether to load PyRPL's bitfile; "auto" loads it when it is not loaded yet.
    take_board : bool
        Take the Red Pitaya from another server that holds it.
    adopt : bool or None
        Keep what the registers of the Red Pitaya hold, instead of writing PyRPL's saved
        settings to them; None does so after a server that ended without an orderly stop.
    nameserver_host, nameserver_port : str, int
        Where the name server is.
    nameserver_required : bool
        The user named this name server, so that no embedded one takes its place.
    broadcast, broadcast_port : bool, int
        Ask the local network for the name server, at which UDP port.
    use_nameserver : bool
        False for a private server that is reached by its URI only.
    host : str
        Address to listen at; "auto" is the one that faces the name server.
    port : int
        TCP port to listen at, 0 for any that is free.
    last_port : int
        Port of the server whose place this one takes, used again if it is free.
    advertise : str
        Host name or address to tell clients, when it is not the one listened at.
    journal_entries : int
        Entries of the journal that are kept.
    clients, connections, connections_per_client, message_size, calls_waiting : int
    runs_per_client : int
    handshake_timeout, message_timeout : float
        Limits, see :class:`pyrpl_pyro.settings.ServerSettings`.
    lease_grace : float
        How long the holder of a lease may be without a connection (s).
    security_directory, token_file : str
        Folder with the certificate, or file with tokens, of this server; "" for none.
    insecure : bool
        Listen beyond this computer without any proof.
    log_level, log_file : str
        Python log level; file to log to, "" for none.
    quiet : bool
        Print no progress.
    announce : bool
        Print one JSON object a line on standard output instead of text, for programs.
    parent_pid : int or None
        End when this process ends or standard input is closed.
    notify_fd, dump_fd : int or None
        Of the supervisor: a socket to tell it that all is well, a file for what all threads
        do when the process crashes.
    """

    board: str
    hostname: str | None = None
    virtual: bool = False
    plant: str | dict[str, Any] = "loopback"
    plant_file: str = ""
    gui: bool = False
    config: str | None = None
    create_config: bool = False
    user: str = "root"
    password: str = "root"
    sshport: int = 22
    boardport: int = 2222
    reloadfpga: bool | str = "auto"
    take_board: bool = False
    adopt: bool | None = None
    nameserver_host: str = "127.0.0.1"
    nameserver_port: int = 9090
    nameserver_required: bool = False
    broadcast: bool = False
    broadcast_port: int = 9091
    use_nameserver: bool = True
    host: str = "127.0.0.1"
    port: int = 0
    last_port: int = 0
    advertise: str = ""
    journal_entries: int = 10_000
    clients: int = _DEFAULTS.clients
    connections: int = _DEFAULTS.connections
    connections_per_client: int = _DEFAULTS.connections_per_client
    message_size: int = _DEFAULTS.message_size
    calls_waiting: int = _DEFAULTS.calls_waiting
    runs_per_client: int = _DEFAULTS.runs_per_client
    handshake_timeout: float = _DEFAULTS.handshake_timeout
    message_timeout: float = _DEFAULTS.message_timeout
    lease_grace: float = 3.0
    security_directory: str = ""
    token_file: str = ""
    insecure: bool = False
    log_level: str = "INFO"
    log_file: str = ""
    quiet: bool = False
    announce: bool = False
    parent_pid: int | None = None
    notify_fd: int | None = None
    dump_fd: int | None = None
