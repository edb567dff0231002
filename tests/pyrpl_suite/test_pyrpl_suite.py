"""PyRPL's own tests, unmodified, as the judge of the virtual board.

``pytest -m pyrpl_suite -s`` runs them, in about a quarter of an hour; with ``PYRPL_SUITE_FILES``
in the environment only those whose path contains one of the words in it.
"""

import os
from pathlib import Path

import pytest

from tests.pyrpl_suite.explained import EXPLAINED, table
from tests.pyrpl_suite.running import Outcome, files, folder, run_file
from tests.pyrpl_suite.running import table as results_table

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "virtual-board.md"
# Read here: tests have no variables of PyRPL in their environment.
WORDS = os.environ.get("PYRPL_SUITE_FILES", "").split()


def test_explained_tests_exist():
    for entry in EXPLAINED:
        file, _, name = entry.test.partition("::")
        assert f"def {name}(" in (folder() / file).read_text(encoding="utf-8"), entry.test


def test_the_documentation_has_the_explanations():
    assert table() in DOCUMENTATION.read_text(encoding="utf-8")


@pytest.mark.pyrpl_suite
@pytest.mark.timeout(5400)
def test_only_explained_tests_of_pyrpl_fail(spawn, capsys):
    outcomes: list[Outcome] = []
    for file in files():
        if WORDS and not any(word in file for word in WORDS):
            continue
        outcomes.append(run_file(spawn, file))
        with capsys.disabled():
            print(f"\n{results_table(outcomes[-1:])}", flush=True)
    with capsys.disabled():
        print(f"\n{results_table(outcomes)}", flush=True)
    ran = {name for outcome in outcomes for name in outcome.passed + outcome.failed}
    failed = {name for outcome in outcomes for name in outcome.failed}
    may_fail = {entry.test for entry in EXPLAINED}
    must_fail = {entry.test for entry in EXPLAINED if entry.always} & ran
    outputs = "\n".join(outcome.output for outcome in outcomes if outcome.failed or outcome.ending)
    assert ran
    assert not [outcome.file for outcome in outcomes if outcome.ending], outputs
    assert failed <= may_fail, f"not explained: {sorted(failed - may_fail)}\n{outputs}"
    assert must_fail <= failed, f"explained but passed: {sorted(must_fail - failed)}"
