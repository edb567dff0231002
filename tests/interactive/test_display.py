"""What a board and its modules look like in IPython and in Jupyter."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter
from IPython.lib.pretty import pretty

import pyrpl_pyro
from pyrpl_pyro.client.display import Table, table_of


def messages(rp: Any) -> int:
    """Messages that this thread has sent to the server; each has a number."""
    return rp._link._local.channel._number


def columns(text: str) -> dict[str, list[str]]:
    """Cells of each line below the headings, by the first one."""
    lines = text.splitlines()
    starts = [match.start() for match in re.finditer(r"\S+( \S+)*", lines[1])]
    ends = [*starts[1:], None]
    cells = [[line[a:b].strip() for a, b in zip(starts, ends, strict=True)] for line in lines[2:]]
    return {row[0]: row[1:] for row in cells}


def test_a_module_is_an_aligned_table(rp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    rp.pid0.setup(setpoint=0.25, input="in2")
    text = pretty(rp.pid0)
    assert text.startswith("pid0: Pid of board interactive")
    assert max(map(len, text.splitlines()[:-1])) < 120
    rows = columns(text)
    value, unit, limits, documentation = rows["setpoint"]
    assert float(value) == pytest.approx(0.25)
    assert (unit, limits) == ("V", "-1 to 0.999878")
    assert documentation.startswith("pid setpoint")
    assert rows["input"][0] == "in2"
    assert rows["input"][2].startswith("in1, in2, out1")


def test_a_module_is_read_in_one_message(rp: Any) -> None:
    for module in (rp.pid0, rp.scope, rp.iq0, rp.lockbox, rp.sampler):
        table_of(module)
        before = messages(rp)
        DisplayFormatter().format(module)
        assert messages(rp) == before + 1, module
        repr(module)
        dict.fromkeys([module])
        assert messages(rp) == before + 1


def test_only_settings_are_shown(rp: Any) -> None:
    names = [row[0] for row in table_of(rp.scope).rows]
    assert {"input1", "duration", "threshold"} <= set(names)
    assert not {"data_avg", "times", "voltage_in1", "setup_attributes"} & set(names)
    assert len(table_of(rp.sampler).rows) > 10


def test_a_board_is_an_overview_of_its_modules(rp: Any) -> None:
    rows = {row[0]: row[1:] for row in table_of(rp).rows}
    assert rows["pid0"][0] == "Pid"
    assert "inputs" in rows["lockbox"][1]
    assert "filter" in rows["pid0"][2]
    assert all(row[-1] for row in table_of(rp).rows), "each has a line of documentation"
    before = messages(rp)
    text = pretty(rp)
    assert messages(rp) == before + 1
    assert text.startswith("board interactive: virtual board, connected")


def test_a_list_of_modules_and_repr_are_short(rp: Any) -> None:
    assert "\n" not in repr(rp.pid0)
    assert "\n" not in repr(rp)
    assert pretty([rp.pid0]) == f"[{rp.pid0!r}]"
    assert pretty({"board": rp}) == f"{{'board': {rp!r}}}"


def test_in_jupyter_it_is_an_html_table(rp: Any) -> None:
    rp.scope.curve_name = '<script> & "more"'
    try:
        bundle, _ = DisplayFormatter().format(rp.scope)
        assert "<script>" not in bundle["text/html"]
        assert "&lt;script&gt;" in bundle["text/html"]
        assert "<td" in bundle["text/html"]
        assert rp.scope._repr_html_() == bundle["text/html"]
        assert bundle["text/plain"].startswith("scope: Scope")
    finally:
        rp.scope.curve_name = "scope curve"


def test_inside_a_batch_it_reads_at_once(rp: Any) -> None:
    with rp.batch():
        rp.pid1.setpoint = 0.125
        assert "pid1: Pid" in pretty(rp.pid1)
    assert rp.pid1.setpoint == 0.125


def test_a_display_never_raises(rp: Any) -> None:
    board = pyrpl_pyro.connect(pyrpl_pyro.uri_of(rp))
    pid0 = board.pid0
    board.close()
    for item in (pid0, board):
        assert "cannot be shown" in pretty(item)
        assert "cannot be shown" in item._repr_html_()


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1))
def test_html_carries_any_text_and_nothing_else(cells: list[str]) -> None:
    parser = _Cells()
    parser.feed(Table("t", ["a"] * len(cells), [cells]).html())
    parser.close()
    assert "".join(parser.texts) == "t" + "a" * len(cells) + "".join(cells)
    assert set(parser.tags) == {"p", "b", "table", "thead", "tbody", "tr", "th", "td"}


@given(
    st.lists(st.lists(st.text(max_size=80), min_size=3, max_size=3), min_size=1, max_size=5),
    st.integers(20, 200),
)
def test_text_is_aligned_and_fits(rows: list[list[str]], width: int) -> None:
    lines = Table("t", ["one", "value", "documentation"], rows).text(width).split("\n")
    assert len(lines) == len(rows) + 2
    assert all(len(line) <= max(60, width) and line.isprintable() for line in lines)


def test_the_documentation_of_an_attribute_says_unit_and_range(rp: Any) -> None:
    assert "Unit: V." in type(rp.pid0).setpoint.__doc__
    assert "From -1 to 0.999878." in type(rp.pid0).setpoint.__doc__
    assert "Options: off, immediately" in type(rp.scope).trigger_source.__doc__
    assert "setpoint : float, V, -1 to 0.999878" in rp.pid0.__doc__
