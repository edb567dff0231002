"""What a server keeps for the process that takes its place."""

import json
import os
import signal
import stat
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrpl_pyro.server.kept import KeptState

FILE = "pyrpl_pyro/bench1.json"

HOLD = """
import sys, time
from pathlib import Path
from pyrpl_pyro.server.kept import KeptState

kept = KeptState(Path(sys.argv[1]), "bench1", "virtual")
kept.put("leases", {"pid0": [1, 2.5, "reason"]})
print("kept", flush=True)
time.sleep(60)
"""


def hold(directory):
    """A process that keeps something and stays."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(directory)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "kept\n"
    return process


def end(process):
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()


def test_a_killed_process_leaves_its_sections_and_an_orderly_stop_none(tmp_path):
    end(hold(tmp_path))
    kept = KeptState(tmp_path, "bench1", "virtual")
    assert kept.section("leases") == {"pid0": [1, 2.5, "reason"]}
    assert abs(time.time() - kept.crashed_at) < 30
    assert kept.section("journal") == {}
    kept.put("journal", {"revision": 7})
    kept.empty()
    after = KeptState(tmp_path, "bench1", "virtual")
    assert after.crashed_at is None
    assert after.section("leases") == {}
    after.empty()


def test_the_file_is_for_its_owner_only(tmp_path):
    kept = KeptState(tmp_path, "bench1", "virtual")
    kept.put("leases", {"reason": "private"})
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert sorted(p.name for p in (tmp_path / "pyrpl_pyro").iterdir()) == [
        "bench1.json",
        "bench1.lock",
    ]
    kept.empty()


def test_a_server_that_runs_is_not_disturbed(tmp_path, caplog):
    process = hold(tmp_path)
    before = (tmp_path / FILE).read_text()
    second = KeptState(tmp_path, "bench1", "virtual")
    second.put("leases", {"pid1": []})
    second.empty()
    assert second.crashed_at is None
    assert (tmp_path / FILE).read_text() == before
    assert "another server holds" in caplog.text
    end(process)


def test_another_red_pitaya_starts_without_it(tmp_path, caplog):
    end(hold(tmp_path))
    kept = KeptState(tmp_path, "bench1", "rp-f08d6c.local:22")
    assert kept.crashed_at is None
    assert kept.section("leases") == {}
    assert "is of virtual" in caplog.text
    kept.empty()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"format": 99}', b"null"])
def test_a_broken_file_counts_as_none(tmp_path, caplog, content):
    (tmp_path / "pyrpl_pyro").mkdir()
    (tmp_path / FILE).write_bytes(content)
    kept = KeptState(tmp_path, "bench1", "virtual")
    assert kept.section("leases") == {}
    assert "cannot be used" in caplog.text
    kept.put("leases", {"pid0": 1})
    assert json.loads((tmp_path / FILE).read_text())["sections"] == {"leases": {"pid0": 1}}
    kept.empty()


def test_a_directory_that_cannot_be_used_stops_nothing(tmp_path, caplog):
    (tmp_path / "pyrpl_pyro").write_text("in the way")
    kept = KeptState(tmp_path, "bench1", "virtual")
    kept.put("leases", {"pid0": 1})
    assert kept.section("leases") == {"pid0": 1}
    assert "nothing is kept" in caplog.text
    kept.empty()


def test_without_a_directory_nothing_is_written(tmp_path):
    kept = KeptState(None, "private", "virtual")
    kept.put("leases", {"pid0": 1})
    assert kept.section("leases") == {"pid0": 1}
    kept.empty()


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@settings(max_examples=25, deadline=None)
@given(content=st.dictionaries(st.text(), plain))
def test_any_plain_values_are_kept(tmp_path_factory, content):
    directory = tmp_path_factory.mktemp("kept")
    first = KeptState(directory, "bench1", "virtual")
    first.put("leases", content)
    first._in_use.close()
    second = KeptState(directory, "bench1", "virtual")
    assert second.section("leases") == content
    second.empty()
