"""PyMoDAQ looks for its plugins here, through the variable ``path``."""

from pathlib import Path

# PyMoDAQ reads the folder of the last path that this loop leaves behind.
for path in Path(__file__).parent.iterdir():  # noqa: B007
    pass
