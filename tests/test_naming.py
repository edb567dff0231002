import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrpl_pyro import naming
from pyrpl_pyro.errors import SettingsError

BOARDS = st.from_regex(r"\A[A-Za-z0-9_-]{1,63}\Z")
PATHS = st.lists(st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,8}(\[[0-9]\])?\Z"), max_size=4).map(
    ".".join
)


@given(BOARDS, PATHS)
def test_a_name_splits_into_what_it_was_made_of(board, path):
    assert naming.split_name(naming.object_name(board, path)) == (board, path)


@pytest.mark.parametrize(
    ("board", "path", "name"),
    [
        ("bench1", "", "pyrpl.bench1"),
        ("bench1", "scope", "pyrpl.bench1.scope"),
        ("bench1", "lockbox.outputs.output1", "pyrpl.bench1.lockbox.outputs.output1"),
        ("rp-f08d6c", "lockbox.sequence[0]", "pyrpl.rp-f08d6c.lockbox.sequence[0]"),
    ],
)
def test_names(board, path, name):
    assert naming.object_name(board, path) == name


@pytest.mark.parametrize("board", ["", "a.b", "a b", "ä", "a" * 64, "a@b", "a\n", None, 3])
def test_a_board_name_that_cannot_be_is_refused_with_what_is_allowed(board):
    with pytest.raises(SettingsError, match=r"1 to 63 characters.*letters.*digits.*no dot"):
        naming.check_board_name(board)


@pytest.mark.parametrize("path", [".", "a.", ".a", "a..b", "a b", "a@b", "a\tb"])
def test_a_path_that_cannot_be_is_refused(path):
    with pytest.raises(SettingsError, match="is no module path"):
        naming.object_name("bench1", path)


@pytest.mark.parametrize(
    "name", ["", "pyrpl", "pyrpl.", "pyrpl.b.", "pyrpl.b..c", "other.b", "Pyro.NameServer"]
)
def test_foreign_names_are_refused(name):
    with pytest.raises(SettingsError):
        naming.split_name(name)


def test_tags_and_their_values():
    tags = naming.tags("bench1", "Scope", "lab-pc", "0.1.0.dev3")
    assert tags == {"pyrpl", "board:bench1", "module:Scope", "host:lab-pc", "version:0.1"}
    assert naming.tag_value(tags, "board") == "bench1"
    assert naming.tag_value(tags, "version") == "0.1"
    assert naming.board_tag("bench1") in tags


def test_a_tag_that_is_missing_says_which_there_are():
    with pytest.raises(LookupError, match="'host' among board:b, pyrpl"):
        naming.tag_value({"pyrpl", "board:b"}, "host")
