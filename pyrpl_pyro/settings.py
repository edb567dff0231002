"""Settings: defaults, then a TOML file, then the environment, then arguments.

>>> settings = load(arguments={"nameserver.host": "lab-pc.local"})    # doctest: +SKIP
>>> settings.nameserver.host, settings.source("nameserver.host")      # doctest: +SKIP
('lab-pc.local', 'argument')
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from . import settings_checks as checks
from .errors import SettingsError

ENVIRONMENT_PREFIX = "PYRPL_PYRO_"
FILE_VARIABLE = "PYRPL_PYRO_SETTINGS"


def _setting(default: Any, check: checks.Check, doc: str) -> Any:
    return dataclasses.field(default=default, metadata={"check": check, "doc": doc})


@dataclasses.dataclass(frozen=True)
class NameServerSettings:
    """Where the name server is, and how ``pyrpl-pyro nameserver`` runs it."""

    host: str = _setting(
        "127.0.0.1", checks.host, "where it listens and is looked for; 0.0.0.0 = every address"
    )
    port: int = _setting(9090, checks.port, "TCP port; 0 = any free one")
    broadcast: bool = _setting(False, checks.boolean, "answer, and ask by, UDP broadcast")
    broadcast_port: int = _setting(9091, checks.port, "UDP port of the broadcasts")
    storage: str = _setting("memory", checks.storage, "'memory', or 'sql:FILE' that remembers")
    autoclean: float = _setting(
        0.0, checks.autoclean, "seconds between checks that remove dead names; 0 = never"
    )


@dataclasses.dataclass(frozen=True)
class ServerSettings:
    """How the server process of a board listens and logs."""

    host: str = _setting(
        "127.0.0.1", checks.host, "where it listens; 'auto' = the address facing the name server"
    )
    port: int = _setting(0, checks.port, "TCP port; 0 = any free one")
    advertise: str = _setting(
        "", checks.optional_host, "address that clients are told, when it is another one"
    )
    plant: str = _setting(
        "loopback", checks.plant, "what is connected to a virtual board, as NAME:KEY=VALUE,..."
    )
    plant_file: str = _setting("", checks.file, "Python file with plants of your own; empty = none")
    journal_entries: int = _setting(
        10_000, checks.entries, "changes that the journal keeps, the newest ones"
    )
    clients: int = _setting(200, checks.count, "client programs that may be connected at once")
    connections: int = _setting(
        400, checks.count, "connections of all clients together: one for each of their threads"
    )
    connections_per_client: int = _setting(150, checks.count, "connections of one client program")
    message_size: int = _setting(
        16, checks.mebibytes, "size of the largest message that a client may send, in MiB"
    )
    calls_waiting: int = _setting(1000, checks.count, "calls that may wait for something at once")
    runs_per_client: int = _setting(
        100, checks.count, "runs that a client may have under way at once, of single_async()"
    )
    handshake_timeout: float = _setting(
        5.0, checks.positive_seconds, "time within which who connects must say hello, in seconds"
    )
    message_timeout: float = _setting(
        30.0,
        checks.positive_seconds,
        "time within which each MiB of a message must come or be taken, in seconds",
    )
    lease_grace: float = _setting(
        3.0,
        checks.positive_seconds,
        "seconds that the holder of a lease may be without a connection",
    )
    supervise: bool = _setting(
        True, checks.boolean, "start it again when it crashes or hangs; not on Windows"
    )
    watchdog: float = _setting(
        30.0, checks.watchdog, "seconds without an answer after which it is restarted; 0 = never"
    )
    log_level: str = _setting("INFO", checks.log_level, "least severe messages to log")
    log_file: str = _setting("", checks.file, "file to log to as well; empty = none")


@dataclasses.dataclass(frozen=True)
class ClientSettings:
    """How clients behave."""

    timeout: float = _setting(
        10.0, checks.positive_seconds, "time limit of connecting and of a call, in seconds"
    )
    progress: bool = _setting(True, checks.boolean, "show a bar for calls that take long")


@dataclasses.dataclass(frozen=True)
class SecuritySettings:
    """How name server, servers and clients prove to each other who they are."""

    directory: str = _setting(
        "", checks.file, "folder with this computer's or person's certificate; empty = no TLS"
    )
    token_file: str = _setting("", checks.file, "file with shared tokens; empty = none")
    insecure: bool = _setting(
        False, checks.boolean, "let every computer of the network in, without proof"
    )


@dataclasses.dataclass(frozen=True)
class Settings:
    """All settings, and where each one came from.

    Attributes
    ----------
    nameserver : NameServerSettings
    server : ServerSettings
    client : ClientSettings
    security : SecuritySettings
    sources : Mapping[str, str]
        Source of each setting, by ``"section.key"``: ``"default"``, ``"file PATH"``,
        ``"environment NAME"`` or ``"argument"``.
    """

    nameserver: NameServerSettings = dataclasses.field(default_factory=NameServerSettings)
    server: ServerSettings = dataclasses.field(default_factory=ServerSettings)
    client: ClientSettings = dataclasses.field(default_factory=ClientSettings)
    security: SecuritySettings = dataclasses.field(default_factory=SecuritySettings)
    sources: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def source(self, key: str) -> str:
        """Where the setting ``"section.key"`` came from."""
        return self.sources.get(key, "default")

    def items(self) -> Iterator[tuple[str, Any, str]]:
        """Each setting as (``"section.key"``, value, source)."""
        for key in FIELDS:
            section, _, name = key.partition(".")
            yield key, getattr(getattr(self, section), name), self.source(key)


SECTIONS: dict[str, Any] = {
    "nameserver": NameServerSettings,
    "server": ServerSettings,
    "client": ClientSettings,
    "security": SecuritySettings,
}
FIELDS: dict[str, dataclasses.Field[Any]] = {
    f"{section}.{field.name}": field
    for section, settings_class in SECTIONS.items()
    for field in dataclasses.fields(settings_class)
}
ADDRESS_VARIABLE = "PYRPL_PYRO_NAMESERVER"
"""Short for the name server's host and port together, as ``HOST[:PORT]``."""
_VARIABLES = {ENVIRONMENT_PREFIX + key.replace(".", "_").upper(): key for key in FIELDS}


def default_file() -> Path:
    """The settings file that is read when none is named."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming"
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "pyrpl_pyro" / "settings.toml"


def load(
    file: str | os.PathLike[str] | None = None,
    *,
    arguments: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Read all settings.

    Parameters
    ----------
    file : path or None
        Settings file, which must exist. None: the file that the environment variable
        ``PYRPL_PYRO_SETTINGS`` names, else :func:`default_file` when it exists.
    arguments : mapping of "section.key" to value
        What the caller was told; it wins over everything. None as a value means not told.
    environment : mapping
        Environment variables; None: those of this process.

    Raises
    ------
    SettingsError
        The file cannot be read, or a key or value in any of the sources is wrong.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    path = _file_to_read(file, environment)
    if path is not None:
        for key, value in _read_file(path).items():
            values[key] = _checked(key, value, f"{path}: {key}", path.parent)
            sources[key] = f"file {path}"
    for variable, key, text in _from_environment(environment):
        values[key] = _checked(key, checks.from_text(text), f"environment variable {variable}")
        sources[key] = f"environment {variable}"
    for key, value in (arguments or {}).items():
        if key not in FIELDS:
            raise SettingsError(f"unknown setting {key!r}{_nearest(key, FIELDS)}")
        if value is not None:
            values[key] = _checked(key, value, key)
            sources[key] = "argument"
    sections = {
        section: settings_class(**_of_section(values, section))
        for section, settings_class in SECTIONS.items()
    }
    return Settings(sources=sources, **sections)


def nameserver_address(text: str, where: str = "name server") -> dict[str, Any]:
    """Arguments for :func:`load` out of ``"host"``, ``"host:port"`` or ``"[IPv6]:port"``.

    Raises
    ------
    SettingsError
        `text` is no such address; the message begins with `where`.
    """
    match = re.fullmatch(
        r"(?:\[(?P<ip6>[^]]+)]|(?P<host>[^:\s]+))(?::(?P<port>\d+))?", text.strip()
    )
    if not match:
        raise SettingsError(
            f"{where} = {text!r} is wrong: expected HOST or HOST:PORT, such as 'lab-pc.local:9090' "
            "(an IPv6 address in brackets)"
        )
    arguments: dict[str, Any] = {"nameserver.host": match["ip6"] or match["host"]}
    if match["port"]:
        arguments["nameserver.port"] = int(match["port"])
    return {
        key: _checked(key, value, f"{where} = {text!r}: {key}") for key, value in arguments.items()
    }


def _file_to_read(
    file: str | os.PathLike[str] | None, environment: Mapping[str, str]
) -> Path | None:
    named = file or environment.get(FILE_VARIABLE)
    if named:
        return Path(named).expanduser()
    try:
        path = default_file()
        return path if path.is_file() else None
    except RuntimeError:
        # A user without a home directory has no settings file there.
        return None
    except OSError as error:
        raise SettingsError(
            f"the settings file {path} cannot be read: {error.strerror or error}"
        ) from error


def _read_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"there is no settings file {path}") from None
    except OSError as error:
        raise SettingsError(
            f"the settings file {path} cannot be read: {error.strerror or error}"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not a valid TOML file: {error}") from error
    values = {}
    for section, entries in content.items():
        if section not in SECTIONS:
            raise SettingsError(
                f"{path}: unknown section [{section}]{_nearest(section, SECTIONS)}; "
                f"sections are {', '.join(f'[{name}]' for name in SECTIONS)}"
            )
        if not isinstance(entries, dict):
            raise SettingsError(
                f"{path}: {section!r} must be a section: write [{section}] on a line of its own"
            )
        known = [name.partition(".")[2] for name in FIELDS if name.startswith(section + ".")]
        for name, value in entries.items():
            if name not in known:
                raise SettingsError(
                    f"{path}: unknown key {name!r} in [{section}]{_nearest(name, known)}; "
                    f"keys are {', '.join(known)}"
                )
            values[f"{section}.{name}"] = value
    return values


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for variable, text in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable == FILE_VARIABLE:
            continue
        if variable == ADDRESS_VARIABLE:
            for key, value in nameserver_address(text, where=ADDRESS_VARIABLE).items():
                yield variable, key, str(value)
        elif variable in _VARIABLES:
            yield variable, _VARIABLES[variable], text
        else:
            known = [FILE_VARIABLE, ADDRESS_VARIABLE, *_VARIABLES]
            raise SettingsError(
                f"unknown environment variable {variable}{_nearest(variable, known)}; "
                f"unset it, or use one of {', '.join(known)}"
            )


def _checked(key: str, value: Any, where: str, directory: Path | None = None) -> Any:
    check = FIELDS[key].metadata["check"]
    try:
        if key == "server.host" and value == "auto":
            return value
        if check in checks.WITH_PATH:
            return check(value, directory or Path())
        return check(value)
    except (ValueError, RuntimeError) as error:
        raise SettingsError(f"{where} = {value!r} is wrong: {error}") from None


def _of_section(values: Mapping[str, Any], section: str) -> dict[str, Any]:
    prefix = section + "."
    return {key[len(prefix) :]: value for key, value in values.items() if key.startswith(prefix)}


def _nearest(name: str, known: Mapping[str, Any] | list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3)
    return f" (did you mean {' or '.join(near)}?)" if near else ""
