"""The table of settings."""

from __future__ import annotations

from markdown_text import code, plain, table

from pyrpl_pyro.settings import ENVIRONMENT_PREFIX, FIELDS, SECTIONS


def text() -> str:
    """A table for each section of the settings file."""
    parts = []
    for section, settings_class in SECTIONS.items():
        rows = [
            (
                code(key.partition(".")[2]),
                code(_toml(field.default)),
                code(ENVIRONMENT_PREFIX + key.replace(".", "_").upper()),
                plain(field.metadata["doc"]),
            )
            for key, field in FIELDS.items()
            if key.startswith(section + ".")
        ]
        parts += [
            f"## [{section}]\n",
            plain(settings_class.__doc__) + "\n",
            table(("key", "default", "environment variable", "meaning"), rows),
        ]
    return "\n".join(parts)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
