"""A lab with its own authority, made once; name server and board server that ask for proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pyrpl_pyro
from pyrpl_pyro.security import Role
from pyrpl_pyro.security.authority import Authority
from tests.conftest import Spawner


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> Authority:
    made = Authority.create(tmp_path_factory.mktemp("lab") / "authority", "test lab")
    made.issue("pc", hosts=("board-pc.invalid",), server=True)
    for role in Role:
        made.issue(str(role), role)
    made.issue("expired", Role.ADMIN, days=-1)
    made.issue("expired-pc", hosts=("127.0.0.1",), server=True, days=-1)
    made.issue("revoked-pc", hosts=("127.0.0.1",), server=True)
    return made


@pytest.fixture(scope="session")
def foreign_authority(tmp_path_factory) -> Authority:
    """Of another lab, with the same names."""
    made = Authority.create(tmp_path_factory.mktemp("other") / "authority", "test lab")
    made.issue("pc", hosts=("127.0.0.1",), server=True)
    made.issue("admin", Role.ADMIN)
    return made


@pytest.fixture(scope="session")
def folder_of(authority) -> Callable[[str], Path]:
    """The folder with a certificate of the lab."""
    return lambda name: authority.folder / "issued" / name


@pytest.fixture(scope="module")
def lab_spawn(tmp_path_factory) -> Iterator[Spawner]:
    spawner = Spawner(tmp_path_factory.mktemp("lab"))
    yield spawner
    spawner.kill_all()


@pytest.fixture
def settings_file(tmp_path) -> Callable[..., Path]:
    """Writes a settings file of a client."""

    def write(address: str, **security: object) -> Path:
        host, _, port = address.partition(":")
        lines = [f'{key} = "{value}"' for key, value in security.items()]
        file = tmp_path / f"settings-{len(list(tmp_path.glob('settings-*')))}.toml"
        text = f'[nameserver]\nhost = "{host}"\nport = {port}\n[security]\n' + "\n".join(lines)
        file.write_text(text)
        return file

    return write


@pytest.fixture
def connected(settings_file) -> Iterator[Callable[..., pyrpl_pyro.Board]]:
    """Connects to a board; closed at the end of the test."""
    boards = []

    def connect(address: str, board: str = "bench1", **security: object) -> pyrpl_pyro.Board:
        file = settings_file(address, **security)
        boards.append(pyrpl_pyro.connect(board, settings=file, timeout=8))
        return boards[-1]

    yield connect
    for board in boards:
        board.close()
