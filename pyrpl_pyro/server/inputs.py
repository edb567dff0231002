"""What a client passes that PyRPL takes for more than a value: a file, a program, a key.

PyRPL trusts who sits before its window: there a formula is evaluated, the name of a
configuration is a file, and a stage of the lockbox calls what it is told by name. From a
client, such values are checked before PyRPL gets them; its window goes on as it does.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import yaml

from . import deny
from .executor import current_job
from .formula import check_formula

Check = Callable[[Any, Any], Any]
"""Takes the module and the value; raises ValueError."""

_LONGEST_NAME = 200
_LONGEST_PATH = 500
_MOST_KEYWORDS = 500
_LONGEST_YAML = 1 << 20
_DEEPEST_YAML = 40
_STATES = {"save_state": 0, "load_state": 0, "erase_state": 0, "get_yml": 0, "set_yml": 1}
"""Methods that take the name of a state, and its position."""
_NOT_WRITTEN = {
    "name": "a module keeps its name",
    "generic_name": "a module keeps its name",
    "addr_base": "a module keeps its registers",
}
_NOT_CALLED = ("pyrpl", "rp", "redpitaya", "c")


def check_place(path: Any, name: Any) -> None:
    """Raise TypeError or AttributeError for what cannot name an attribute."""
    if not isinstance(path, str) or not isinstance(name, str):
        raise TypeError("a module's path and the name of an attribute are texts")
    if len(path) > _LONGEST_PATH or not 0 < len(name) <= _LONGEST_NAME or not name.isidentifier():
        raise AttributeError(f"{name[:40]!r} is no name of an attribute, or its path is too long")


def check_write(owner: Any, path: str, name: str) -> None:
    """Raise AttributeError for what only the server may replace."""
    place = f"{path}.{name}" if path else name
    if name in _NOT_WRITTEN:
        raise AttributeError(f"{place} cannot be written: {_NOT_WRITTEN[name]}.")
    current = vars(owner).get(name)
    if name in vars(owner) and (
        callable(current) or type(current).__module__ not in ("builtins", "numpy")
    ):
        kind = type(current).__name__
        raise AttributeError(f"{place} cannot be written: the server needs the {kind} that it is.")


def check_call(name: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Raise ValueError or TypeError for arguments that PyRPL must not get."""
    if not isinstance(args, (list, tuple)) or not isinstance(kwargs, dict):
        raise TypeError("arguments are a list, keyword arguments a dict")
    if len(kwargs) > _MOST_KEYWORDS:
        raise ValueError(f"{len(kwargs)} keyword arguments; at most {_MOST_KEYWORDS}")
    for key in kwargs:
        if not isinstance(key, str) or len(key) > _LONGEST_NAME:
            raise TypeError(f"{str(key)[:40]!r} is no name of an argument")
    position = _STATES.get(name)
    if position is not None:
        state = args[position] if len(args) > position else kwargs.get("name", kwargs.get("state"))
        if state is not None:
            check_name("a state", state)
            if "." in state:
                raise ValueError(
                    f"{state!r} cannot name a state: PyRPL takes what follows a dot for its part"
                )
    if name == "set_yml":
        check_yaml(args[0] if args else kwargs.get("yml_content", ""))


def check_name(what: str, name: Any) -> str:
    """Return the name of a state or a curve.

    Raises
    ------
    ValueError
        It looks like a path, is private to PyRPL, or cannot be shown.
    """
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
        raise ValueError(f"{what} is named by a text of 1 to {_LONGEST_NAME} characters")
    if (
        name.startswith(("_", "."))
        or ".." in name
        or set(name) & set("/\\")
        or not (name.isprintable())
    ):
        raise ValueError(
            f"{name!r} cannot name {what}: a name does not begin with _ or a dot, and has no "
            "/, \\, .. or control characters"
        )
    return name


def check_yaml(text: Any) -> str:
    """Return a text in YAML that PyRPL may read.

    Raises
    ------
    ValueError
        It is too long, nested too deeply, refers to parts of itself (such a text of a few
        lines may stand for gigabytes), or sets something that is not allowed.
    """
    if not isinstance(text, str) or len(text) > _LONGEST_YAML:
        raise ValueError(f"YAML is a text of at most {_LONGEST_YAML} characters")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise ValueError("YAML with anchors and references (& and *) is not accepted")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEEPEST_YAML:
                raise ValueError("the YAML is nested too deeply")
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"the text is no valid YAML: {error}") from error
    _check_content(content)
    return text


def _check_content(content: Any) -> None:
    if isinstance(content, list):
        for item in content:
            _check_content(item)
    if isinstance(content, dict):
        for key, value in content.items():
            check = _CHECKS.get(key) if isinstance(key, str) else None
            if check is not None and not isinstance(value, (dict, list)):
                check(None, value)
            _check_content(value)


def _check_curve_name(module: Any, value: Any) -> None:
    if str(value):
        check_name("a curve", str(value))


def _check_function(module: Any, value: Any) -> None:
    for part in filter(None, str(value).split(".")):
        why = deny.reason(part) or deny.reason(part, is_board=True)
        if why is not None or part in _NOT_CALLED or not part.isidentifier():
            raise ValueError(
                f"{str(value)[:80]!r} cannot be the function of a stage: expected the name of a "
                "public method of the lockbox, or of its inputs and outputs"
            )


def _check_file(module: Any, value: Any) -> None:
    if module is None or str(value) not in ("", str(module.pyrpl.c._filename)):
        raise ValueError(
            f"{str(value)[:80]!r} is another configuration than the one of this server, which is "
            "the only one that can be changed through it"
        )


def _check_branch(module: Any, value: Any) -> None:
    if str(value) == "redpitaya":
        raise ValueError(
            "the branch 'redpitaya' holds the password of the board and files of the server's "
            "computer; change it there"
        )


_CHECKS: dict[str, Check] = {
    "math_formula": lambda module, value: check_formula(str(value)),
    "curve_name": _check_curve_name,
    "function_call": _check_function,
    "configfile": _check_file,
}
_OF_CONFIGURATION: dict[str, Check] = {
    "module": _check_branch,
    "text": lambda module, value: check_yaml(str(value)),
}


def check_inputs(classes: Iterable[type]) -> None:
    """Check what clients write to the attributes of PyRPL's classes that need it."""
    for kind in classes:
        for name in [*_CHECKS, *_OF_CONFIGURATION]:
            check = _CHECKS.get(name)
            if check is None and kind.__name__ == "PyrplConfig":
                check = _OF_CONFIGURATION[name]
            for base in kind.__mro__:
                descriptor = vars(base).get(name)
                if check is not None and hasattr(descriptor, "validate_and_normalize"):
                    _check_first(descriptor, check)


def check_curve_files(curve_class: Any) -> None:
    """Let PyRPL read curves by their number only: a file of another name may be anybody's."""
    plain = curve_class.get
    if getattr(plain, "_checked", False):
        return

    @functools.wraps(plain)
    def get(curve: Any) -> Any:
        if isinstance(curve, (curve_class, list)):
            return plain(curve)
        if not str(curve).lstrip("-").isdecimal():
            raise ValueError(f"{str(curve)[:80]!r} is no curve; curves have numbers")
        return plain(curve)

    get._checked = True  # type: ignore[attr-defined]
    curve_class.get = staticmethod(get)


def _check_first(descriptor: Any, check: Check) -> None:
    plain = descriptor.validate_and_normalize
    if getattr(plain, "_checked", False):
        return

    def validate_and_normalize(module: Any, value: Any) -> Any:
        if current_job() is not None:
            check(module, value)
        return plain(module, value)

    validate_and_normalize._checked = True  # type: ignore[attr-defined]
    descriptor.validate_and_normalize = validate_and_normalize
