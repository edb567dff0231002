"""Tests of PyRPL that fail on the virtual board, each with the reason.

Run as a program it prints the table of docs/virtual-board.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Explained:
    """Why a test of PyRPL fails.

    Parameters
    ----------
    test:
        File below pyrpl/test, "::", and the name of the function.
    always:
        False if it depends on the computer whether it fails.
    cause:
        Whose cause it is.
    reason:
        What happens, and why a real board shares it.
    """

    test: str
    always: bool
    cause: str
    reason: str


EXPLAINED = (
    Explained(
        "test_ipython_notebook/test_notebook.py::test_scope_notebook",
        True,
        "the test",
        "It opens `pyrpl/test/test_ipython_notebook/test_notebook.ipynb` from the current folder, "
        "and the installed package contains no notebook: it runs in a checkout of PyRPL only. "
        "Without `nbformat`, of PyRPL's extra `test`, it fails one line earlier. It does not use "
        "the board.",
    ),
    Explained(
        "test_na.py::test_benchmark_nogui",
        False,
        "the test",
        "It allows 3.1 times the duration of an access for a point of the network analyser. "
        "PyRPL makes three accesses for a point (it writes the frequency, reads the averages and "
        "reads the amplitude), so 0.1 of an access is left for all of PyRPL's own work, some "
        "0.3 ms. A real board passes if an access takes more than about 3 ms, and the session is "
        "refused if one takes 5 ms.",
    ),
)


def table() -> str:
    """The table of the documentation."""
    lines = ["| test | fails | cause | why |", "|---|---|---|---|"]
    for entry in EXPLAINED:
        when = "always" if entry.always else "on most computers"
        lines.append(f"| `{entry.test}` | {when} | {entry.cause} | {entry.reason} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
