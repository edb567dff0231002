"""All modules of PyRPL with attributes and methods, as a virtual board's server tells them."""

from __future__ import annotations

import functools
import os
import re
import tempfile
from collections.abc import Iterator
from typing import Any

from markdown_text import code, plain, table

import pyrpl_pyro
from pyrpl_pyro.schema import AttributeSchema, ModuleSchema

START_SECONDS = 600.0
"""The virtual board is compiled when it is used for the first time on a machine."""
_LINE = 160


def text() -> str:
    """A section for each class of modules."""
    schemas = _schemas()
    common = set.intersection(*(set(s.attributes) for s in schemas if s.path))
    common_methods = set.intersection(*(set(s.methods) for s in schemas if s.path))
    sample = next(schema for schema in schemas if schema.path)
    parts = []
    for members in _of_one_kind(schemas):
        schema = members[0]
        own = [a for name, a in schema.attributes.items() if name not in common]
        parts += [
            f"## {_title(members)}\n",
            f"{_classes(members)} {plain(_first_paragraph(schema.doc))}\n",
            _submodules(schema),
            _table_of_attributes(own),
            _table_of_methods(schema, [m for m in schema.methods if m not in common_methods]),
        ]
    parts += [
        "## What every module has\n",
        _table_of_attributes(sample.attributes[name] for name in sorted(common)),
        _table_of_methods(sample, sorted(common_methods)),
    ]
    return "\n".join(part for part in parts if part)


def _schemas() -> list[ModuleSchema]:
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("PYRPL_USER_DIR")
        os.environ["PYRPL_USER_DIR"] = folder
        try:
            with pyrpl_pyro.launch(virtual=True, timeout=START_SECONDS) as rp:
                modules = [_module(rp, path) for path in ["", *rp.info().modules]]
                return [pyrpl_pyro.schema_of(module) for module in modules]
        finally:
            if before is None:
                del os.environ["PYRPL_USER_DIR"]
            else:
                os.environ["PYRPL_USER_DIR"] = before


def _module(rp: Any, path: str) -> Any:
    def step(module: Any, name: str) -> Any:
        return module[int(name)] if name.isdigit() else getattr(module, name)

    return functools.reduce(step, path.split(".") if path else [], rp)


def _of_one_kind(schemas: list[ModuleSchema]) -> Iterator[list[ModuleSchema]]:
    """Modules that differ in their place only, as pid0 to pid2, together."""
    kinds: dict[str, list[ModuleSchema]] = {}
    for schema in schemas:
        kind = repr((schema.doc, schema.attributes, sorted(schema.methods), schema.submodules))
        kinds.setdefault(kind, []).append(schema)
    yield from kinds.values()


def _classes(members: list[ModuleSchema]) -> str:
    names = list(dict.fromkeys(member.class_name for member in members))
    return f"Class {', '.join(map(code, names))}."


def _title(members: list[ModuleSchema]) -> str:
    return ", ".join(member.path.replace("_", r"\_") or "The board" for member in members)


def _first_paragraph(doc: str) -> str:
    """What a docstring of PyRPL says before its lists of parameters, or else what it returns."""
    paragraph = re.split(r"\n\s*\n", doc.strip())[0]
    before, _, fields = paragraph.partition(":param ")
    before = re.sub(r"^Setup Attributes:.*", "", before, flags=re.DOTALL)
    if before.strip() and not before.startswith(":return"):
        return before
    returned = re.search(r":returns?:(.*)", before + fields, re.DOTALL)
    return returned[1] if returned else ""


def _submodules(schema: ModuleSchema) -> str:
    if not schema.path or not schema.submodules:
        return ""
    return f"Modules in it: {', '.join(map(code, schema.submodules))}.\n"


def _table_of_attributes(attributes: Any) -> str:
    rows = [
        (
            code(attribute.name),
            code(attribute.kind) + ("" if attribute.writable else ", read only"),
            plain(attribute.unit),
            _range(attribute),
            _short(attribute.doc),
        )
        for attribute in sorted(attributes, key=_order)
    ]
    return table(("attribute", "kind", "unit", "range or options", "meaning"), rows) if rows else ""


def _order(attribute: AttributeSchema) -> tuple[bool, bool, str]:
    """What users set comes first, what Python finds on the object last."""
    return attribute.kind in ("plain", "property"), not attribute.setup, attribute.name


def _table_of_methods(schema: ModuleSchema, names: list[str]) -> str:
    rows = [
        (code(f"{name}{schema.methods[name].signature()}"), _short(schema.methods[name].doc))
        for name in names
    ]
    return table(("method", "meaning"), rows) if rows else ""


def _range(attribute: AttributeSchema) -> str:
    if attribute.options is not None:
        return _options(attribute.options)
    if attribute.minimum is None and attribute.maximum is None:
        return ""
    low, high = (
        "" if limit is None else _number(limit) for limit in (attribute.minimum, attribute.maximum)
    )
    step = f", step {_number(attribute.increment)}" if attribute.increment else ""
    return f"{low} to {high}{step}".strip()


def _options(options: list[Any]) -> str:
    if len(options) > 8 and all(isinstance(option, (int, float)) for option in options):
        ends = (_number(option) for option in (options[0], options[1], options[-1]))
        return "{}, {}, ... {}".format(*ends) + f" ({len(options)} values)"
    return ", ".join(
        code(option) if isinstance(option, str) and option else plain(repr(option))
        for option in options
    )


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) and abs(value) < 10**6 else f"{value:.6g}"


def _short(doc: str) -> str:
    line = " ".join(_first_paragraph(doc).split())
    line = re.sub(r" *\bOptions: *\[.*", "", line)
    if len(line) > _LINE:
        line = line[:_LINE].rsplit(" ", 1)[0] + " ..."
    return plain(line)
