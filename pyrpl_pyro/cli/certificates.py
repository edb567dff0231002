"""``pyrpl-pyro certificates``: a lab's own certificates and tokens."""

from __future__ import annotations

import dataclasses
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import SettingsError
from ..files import write_whole
from ..security.files import make_private_folder
from ..security.identity import Role
from ..security.tokens import new_secret, read_tokens
from ..settings import default_file
from .common import Common, command
from .options import JsonOption
from .tables import print_table
from .values import to_json

FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--authority",
        metavar="FOLDER",
        help="Folder of the authority; by default next to the settings file.",
        show_default=False,
    ),
]
NameArgument = Annotated[
    str,
    typer.Argument(metavar="NAME", help="Person, program or computer.", show_default=False),
]
RoleOption = Annotated[
    str, typer.Option("--role", metavar="read|control|admin", help="What it allows.")
]
DaysOption = Annotated[float, typer.Option("--days", help="How long it is valid.")]

_SHARED = ("settings", "traceback")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        name="certificates",
        help="Make the certificates of a lab, and its shared tokens.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.add_typer(group)
    _add_init(group)
    _add_issue(group)
    _add_show(group)
    _add_revoke(group)
    _add_token(group)


def _add_init(group: typer.Typer) -> None:
    @command(group, "init", shared=_SHARED)
    def init(
        common: Common,
        authority: FolderOption = None,
        lab: Annotated[
            str | None,
            typer.Option(metavar="TEXT", help="Name of the lab.", show_default=False),
        ] = None,
        as_json: JsonOption = False,
    ) -> None:
        """Make the authority of a lab, once."""
        made = _authority_class().create(_folder(authority), lab or socket.gethostname())
        if as_json:
            print(to_json({"authority": made.folder}))
            return
        print(f"The authority is in {made.folder}. Its key must stay there: whoever has it can")
        print("make certificates for everything. Keep a copy in a safe place. Next:")
        print("  pyrpl-pyro certificates issue lab-pc --server --host lab-pc.local")
        print("  pyrpl-pyro certificates issue alice --role control")


def _add_issue(group: typer.Typer) -> None:
    @command(group, "issue", shared=_SHARED)
    def issue(
        common: Common,
        name: NameArgument,
        role: RoleOption = "control",
        server: Annotated[
            bool,
            typer.Option("--server", help="For a computer with a name server or board server."),
        ] = False,
        host: Annotated[
            list[str] | None,
            typer.Option(
                metavar="ADDRESS",
                help="Host name or address at which clients reach the server; may be repeated.",
                show_default=False,
            ),
        ] = None,
        days: DaysOption = 730,
        replace: Annotated[
            bool, typer.Option("--replace", help="Revoke the one that NAME has.")
        ] = False,
        authority: FolderOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Issue a certificate with its key, for one computer or person."""
        if host and not server:
            raise SettingsError("--host is for a certificate of a server: give it with --server")
        if not days > 0:
            raise SettingsError(f"--days is above 0, not {days:g}")
        issuer = _authority_class()(_folder(authority))
        folder = issuer.issue(
            name,
            Role.of(role),
            hosts=tuple(host or ()),
            server=server,
            days=days,
            replace=replace,
        )
        if as_json:
            print(to_json({"name": name, "folder": folder}))
            return
        print(f"The certificate for {name} is in {folder}.")
        print("Copy the whole folder, by a safe way, to the computer that uses it, private to its")
        print(f"user (chmod 700), and write there in the settings file ({default_file()}):")
        print("  [security]")
        print(f'  directory = "{folder}"     # where the copy is')


def _add_show(group: typer.Typer) -> None:
    @command(group, "show", shared=_SHARED)
    def show(common: Common, authority: FolderOption = None, as_json: JsonOption = False) -> None:
        """Show the certificates of the authority, or the own one where there is none."""
        from ..security.certificate import certificate_in

        folder = _folder(authority)
        own = common.load().security.directory
        if authority is None and not folder.exists() and own:
            certificates = [certificate_in(own)]
        else:
            certificates = _authority_class()(folder).issued()
        if as_json:
            print(to_json([dataclasses.asdict(certificate) for certificate in certificates]))
            return
        headings = ("NAME", "PURPOSE", "ROLE", "EXPIRES", "STATE", "HOSTS")
        print_table(headings, [_row(certificate) for certificate in certificates])


def _add_revoke(group: typer.Typer) -> None:
    @command(group, "revoke", shared=_SHARED)
    def revoke(
        common: Common,
        name: NameArgument,
        authority: FolderOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Revoke the certificate of a computer or person."""
        listed = _authority_class()(_folder(authority)).revoke(name)
        if as_json:
            print(to_json({"name": name, "list": listed}))
            return
        print(f"{name} is revoked. Copy {listed} into the folder that security.directory names on")
        print("each computer with a name server or board server. It holds there within two")
        print("seconds, for those who are connected to a board too; nothing is to be restarted.")


def _add_token(group: typer.Typer) -> None:
    @command(group, "token", shared=_SHARED)
    def token(
        common: Common,
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help="Token file.", show_default=False)
        ],
        role: RoleOption = "admin",
        comment: Annotated[
            str, typer.Option(metavar="TEXT", help="Whose token it is, for logs.")
        ] = "lab",
        as_json: JsonOption = False,
    ) -> None:
        """Add a new shared token to a file, which is made when it is not there."""
        path = Path(os.path.abspath(file.expanduser()))
        chosen = Role.of(role)
        before = b""
        if path.exists():
            read_tokens(str(path))
            before = path.read_bytes()
        else:
            make_private_folder(path.parent)
        if before and not before.endswith(b"\n"):
            before += b"\n"
        line = f"{chosen} {new_secret()} {' '.join(comment.split())}\n"
        write_whole(path, before + line.encode())
        if as_json:
            print(to_json({"file": path, "role": str(chosen)}))
            return
        print(f"A token with the role {chosen} is in {path}. Copy its line, by a safe way, to the")
        print("token file of each computer that needs it (chmod 600), and write in the settings:")
        print("  [security]")
        print(f'  token_file = "{path}"')


def _authority_class() -> Any:
    from ..security.authority import Authority

    return Authority


def _folder(given: Path | None) -> Path:
    return Path(os.path.abspath((given or default_file().parent / "authority").expanduser()))


def _row(certificate: Any) -> tuple[tuple[str, ...], str | None]:
    days = (certificate.expires - datetime.now(UTC)).total_seconds() / 86400
    state, style = "valid", None
    if certificate.revoked:
        state, style = "revoked", "dim"
    elif days <= 0:
        state, style = "expired", "red"
    elif days <= 30:
        state, style = f"{days:.0f} days left", "yellow"
    cells = (
        certificate.name,
        certificate.purpose,
        certificate.role or "-",
        certificate.expires.strftime("%Y-%m-%d"),
        state,
        ", ".join(certificate.hosts) or "-",
    )
    return cells, style


def warn_of_expiry(text: str) -> None:
    """Print a warning about the own certificate, when there is one."""
    if text:
        print(f"warning: {text}", file=sys.stderr, flush=True)
