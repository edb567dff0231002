"""What all commands share: options, settings, and one clear line for an error."""

from __future__ import annotations

import functools
import inspect
import os
import socket
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer

from .. import settings as settings_module
from ..errors import PyrplError
from ..settings import Settings

NameServerOption = Annotated[
    str | None,
    typer.Option(
        "--nameserver", metavar="HOST[:PORT]", help="Name server to use.", show_default=False
    ),
]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="Settings file to use.", show_default=False),
]
TimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        help="Time limit of connecting and of a call.",
        show_default=False,
    ),
]
TracebackOption = Annotated[
    bool, typer.Option("--traceback", help="Show the traceback of an error.")
]
InsecureOption = Annotated[
    bool | None,
    typer.Option(
        "--insecure",
        help="Let every computer of the network in, without certificate or token.",
        show_default=False,
    ),
]
_OPTIONS: dict[str, Any] = {
    "nameserver": NameServerOption,
    "settings": SettingsOption,
    "timeout": TimeoutOption,
    "traceback": TracebackOption,
}


@dataclass(frozen=True)
class Common:
    """Values of the shared options, given before or after the name of the command."""

    nameserver: str | None = None
    settings_file: Path | None = None
    timeout: float | None = None
    traceback: bool = False

    def load(self, **arguments: Any) -> Settings:
        """All settings; `arguments` are further ones, as ``section_key=value``."""
        told: dict[str, Any] = {key.replace("_", ".", 1): value for key, value in arguments.items()}
        if self.nameserver is not None:
            told |= settings_module.nameserver_address(self.nameserver, "--nameserver")
        if self.timeout is not None:
            told["client.timeout"] = self.timeout
        return settings_module.load(self.settings_file, arguments=told)

    def connect(self, board: str | None) -> Any:
        """A connected :class:`pyrpl_pyro.Board`, to be used in a ``with`` statement."""
        import pyrpl_pyro

        return pyrpl_pyro.connect(
            board,
            nameserver=self.nameserver,
            timeout=self.timeout,
            settings=self.settings_file,
        )


def others(clients: list[str]) -> list[str]:
    """Who is connected to a board, without this program."""
    host, number = f"@{socket.gethostname()}/", f"[{os.getpid()}]"
    return [client for client in clients if not (host in client and number in client)]


def command(
    app: typer.Typer, name: str, *, shared: tuple[str, ...] = tuple(_OPTIONS), **how: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add a command to `app`, with the shared options that it takes.

    The function gets a :class:`Common` as its first argument; an error that it raises ends
    the command with one line on stderr and status 1.
    """

    def add(function: Callable[..., None]) -> Callable[..., None]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

        @functools.wraps(function)
        def run(context: typer.Context, **values: Any) -> None:
            common = _merged(context.obj, {key: values.pop(key) for key in shared})
            arguments = [
                values.pop(parameter.name)
                for parameter in own
                if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
            ]
            _show_warnings_as_lines()
            try:
                function(common, *arguments, **values)
            except (typer.Exit, typer.Abort):
                raise
            except BrokenPipeError:
                _end_of_reader()
            except KeyboardInterrupt:
                raise typer.Exit(130) from None
            except Exception as error:
                if common.traceback:
                    raise
                _fail(error)

        parameters = [
            inspect.Parameter(
                "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
            ),
            *(parameter.replace(kind=parameter.KEYWORD_ONLY) for parameter in own),
            *(
                inspect.Parameter(
                    key,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=False if key == "traceback" else None,
                    annotation=_OPTIONS[key],
                )
                for key in shared
            ),
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        del run.__wrapped__
        app.command(name, **how)(run)
        return function

    return add


def _merged(general: Common | None, own: dict[str, Any]) -> Common:
    general = general or Common()
    return Common(
        nameserver=own.get("nameserver") or general.nameserver,
        settings_file=own.get("settings") or general.settings_file,
        timeout=own["timeout"] if own.get("timeout") is not None else general.timeout,
        traceback=own.get("traceback", False) or general.traceback,
    )


def error_line(error: BaseException) -> str:
    """What a user is told about `error`."""
    text = str(error) or type(error).__name__
    if isinstance(error, PyrplError):
        return f"pyrpl-pyro: {text}"
    return f"pyrpl-pyro: {type(error).__name__}: {text}"


def _fail(error: Exception) -> NoReturn:
    print(error_line(error), file=sys.stderr, flush=True)
    raise typer.Exit(1)


def _end_of_reader() -> NoReturn:
    # Python would complain again when it flushes stdout at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(1)


def _show_warnings_as_lines() -> None:
    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        print(f"warning: {message}", file=file or sys.stderr, flush=True)

    warnings.showwarning = show
