"""The ``pyrpl-pyro`` command, also as ``python -m pyrpl_pyro``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return the exit status."""
    try:
        import rich  # noqa: F401
        import typer  # noqa: F401
    except ModuleNotFoundError as error:
        print(
            f"pyrpl-pyro: the command line needs {error.name}: "
            'python -m pip install "pyrpl_pyro[cli]"',
            file=sys.stderr,
        )
        return 1
    from .cli import main as run_command

    return run_command()


if __name__ == "__main__":
    sys.exit(main())
