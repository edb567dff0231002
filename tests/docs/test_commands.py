"""The commands of the documentation exist, with these options; those that do no harm are run."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from pyrpl_pyro.cli.app import app
from tests.conftest import Spawner
from tests.docs.pages import PAGES, ROOT, Block, blocks, code_in_text, name_of

COMMAND = "pyrpl-pyro"
HARMLESS = ("list", "get", "set", "call", "leases", "snapshot", "restore")
"""Of these, those that need no board or the board bench1 are run."""
RUN_SECONDS = 60.0


def lines_of(block: Block) -> Iterator[str]:
    """The commands of a block, one at a time, without prompts and comments."""
    if block.language not in ("", "console", "sh", "bash", "text"):
        return
    for line in block.code.replace("\\\n", " ").splitlines():
        for command in line.removeprefix("$ ").split("&&"):
            yield " ".join(command.split())


def ours(text: str) -> list[str] | None:
    """The arguments of our command, or None if `text` is another."""
    if not text.startswith(f"{COMMAND} "):
        return None
    return shlex.split(text, comments=True)[1:]


BLOCKS = [
    (block, arguments)
    for page in PAGES
    for block in blocks(page)
    for line in lines_of(block)
    if (arguments := ours(line)) is not None
]
IN_TEXT = [
    (f"{name_of(page)}:{line}", arguments)
    for page in PAGES
    for line, text in code_in_text(page)
    if (arguments := ours(text)) is not None
]


@pytest.fixture
def parser() -> Any:
    """The command line as it is, but its commands do nothing."""

    def silence(command: Any) -> None:
        for child in getattr(command, "commands", {}).values():
            silence(child)
            if not hasattr(child, "commands"):
                child.callback = lambda **values: None

    root = typer.main.get_command(app)
    silence(root)
    return root


def test_commands_of_blocks_are_understood(parser: Any) -> None:
    wrong = []
    for block, arguments in BLOCKS:
        try:
            parser(args=arguments, prog_name=COMMAND, standalone_mode=False)
        except SystemExit:
            pass
        except Exception as error:
            say = getattr(error, "format_message", error.__str__)
            wrong.append(f"{block}: {shlex.join(arguments)}: {say()}")
    assert not wrong, "\n".join(wrong)
    assert len(BLOCKS) > 10


def test_commands_in_the_text_exist_with_their_options(parser: Any) -> None:
    wrong = []
    for place, arguments in IN_TEXT:
        command, words = parser, list(arguments)
        while words and hasattr(command, "commands") and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        known = {name for p in [*command.params, *parser.params] for name in _names(p)} | {"--help"}
        options = [re.split("=", word)[0] for word in words if word.startswith("--")]
        if hasattr(command, "commands") and re.match(r"[a-z]+", words[0] if words else ""):
            wrong.append(f"{place}: {shlex.join(arguments)}: there is no command {words[0]}")
        wrong += [
            f"{place}: {shlex.join(arguments)}: there is no option {option}"
            for option in options
            if option not in known
        ]
    assert not wrong, "\n".join(wrong)
    assert IN_TEXT


def _names(parameter: Any) -> list[str]:
    return [*parameter.opts, *parameter.secondary_opts]


def harmless(page: Path) -> list[list[str]]:
    """The commands of a page that are run, in order."""
    found = [
        arguments
        for block, arguments in BLOCKS
        if block.page == page
        and not block.not_run
        and arguments[0] in HARMLESS
        and "--nameserver" not in arguments
    ]
    return [arguments for k, arguments in enumerate(found) if arguments not in found[:k]]


@pytest.mark.timeout(RUN_SECONDS + 60)
@pytest.mark.parametrize("page", [page for page in PAGES if harmless(page)], ids=name_of)
def test_harmless_commands_of_a_page_run(bench1: Spawner, page: Path) -> None:
    process = bench1.python("-m", "tests.docs.run_commands", json.dumps(harmless(page)))
    assert process.wait(RUN_SECONDS) == 0, process.err


def test_what_is_installed_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {
        extra
        for page in PAGES
        for found in re.findall(r'pip install "\.\[([\w,]+)\]"', page.read_text(encoding="utf-8"))
        for extra in found.split(",")
    }
    assert extras
    assert extras <= set(project["optional-dependencies"])
