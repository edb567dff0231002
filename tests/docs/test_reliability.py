"""The page on reliability names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS.parent / "docs" / "reliability.md"


def named() -> list[tuple[str, str]]:
    """File and function of each test that a row of a table names; "" for all of a file."""
    found = []
    of_faults = False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = line.split("|")
        of_faults = len(cells) == 5 and (of_faults or cells[1].strip() == "fault")
        if not of_faults or cells[1].strip() in ("fault", "---"):
            continue
        tests = re.findall(r"`([\w/]*?)(?:::(\w+\*?))?`", cells[3])
        assert tests, f"no test in the row {line!r}"
        file = ""
        for path, function in tests:
            file = path or file
            found.append((file, function))
    return found


def test_each_row_names_tests_that_exist() -> None:
    rows = named()
    assert len(rows) > 60
    for file, function in rows:
        path = TESTS / f"{file}.py"
        assert path.is_file(), f"{PAGE.name} names {file}, which does not exist"
        pattern = function.replace("*", r"\w*")
        functions = re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
        assert not function or any(re.fullmatch(pattern, name) for name in functions), (
            f"{PAGE.name} names {file}::{function}, which does not exist"
        )
