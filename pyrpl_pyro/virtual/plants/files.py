"""Plants of users, in Python files of their own."""

import importlib.util
import os
import sys
from pathlib import Path

from .base import plant_types


class PlantFileError(ValueError):
    """A file with plants cannot be used."""


def load_plants(file: str | os.PathLike[str]) -> list[str]:
    """Import a Python file that defines plants; returns their names, at least one.

    They can be chosen by name from then on. A file that is loaded anew replaces its plants.

    Raises
    ------
    PlantFileError
        The file cannot be read, fails when it is imported, or defines no plant of its own.
    """
    path = Path(file).expanduser().resolve()
    if not path.is_file():
        raise PlantFileError(f"there is no file {path}")
    name = f"pyrpl_pyro_plants_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise PlantFileError(f"{path} is no Python file: its name has to end with .py")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look for the module of a class there.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise PlantFileError(
            f"{path} fails when it is imported: {type(error).__name__}: {error}"
        ) from error
    found = [plant for plant, kind in plant_types().items() if kind.__module__ == name]
    if not found:
        raise PlantFileError(
            f"{path} defines no plant: expected a dataclass that derives from "
            "pyrpl_pyro.virtual.plants.Plant and has a name (docs/extending.md)"
        )
    return found
