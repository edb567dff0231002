"""PyRPL's math channel, computed here.

The formula is text that any client of the board can set. So it is not Python that runs, but
arithmetic with a fixed set of numpy's functions.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from pymodaq_data.data import Q_

_BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Mod: operator.mod,
}
_UNARY: dict[type, Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}
FUNCTIONS = (
    *("abs", "sqrt", "square", "exp", "log", "log10", "log2", "sign", "angle", "real", "imag"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "hypot", "unwrap"),
    *("mean", "std", "var", "min", "max", "sum", "median", "cumsum", "diff", "gradient"),
    *("minimum", "maximum", "clip", "conj"),
)
CONSTANTS = {"pi": np.pi, "e": np.e}
_LONGEST = 500


def evaluate(formula: str, names: Mapping[str, Any]) -> Any:
    """Compute ``"ch1 * np.abs(ch2)"`` with ``names = {"ch1": ..., "ch2": ...}``.

    Raises
    ------
    ValueError
        The formula is not arithmetic with the given names and :data:`FUNCTIONS`.
    """
    try:
        if len(formula) > _LONGEST:
            raise ValueError("it is too long")
        tree = ast.parse(formula.strip(), mode="eval")
        with np.errstate(all="ignore"):
            return _value(tree.body, names)
    except (SyntaxError, ValueError, TypeError, OverflowError, RecursionError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else error
        raise ValueError(
            f"math formula {formula!r}: {reason}. It takes {', '.join(names)}, numbers, "
            "+ - * / ** and functions of numpy such as np.abs(...)."
        ) from None


def unit_of(formula: str, units: Mapping[str, str]) -> str:
    """The unit of a formula of names that have units; "" when it has none.

    ``"ch1 * ch2"`` of volts is in V**2.
    """
    try:
        value = evaluate(formula, {name: Q_(1.0, unit) for name, unit in units.items()})
    except Exception:
        # pint refuses what makes no sense with units, with errors of many kinds.
        return ""
    return str(getattr(value, "units", "")).replace("dimensionless", "")


def _value(node: ast.AST, names: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, complex)):
        return node.value
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        right = _value(node.right, names)
        if isinstance(node.op, ast.Pow) and not (np.ndim(right) == 0 and abs(right) <= 64):
            raise ValueError("exponents are numbers up to 64")
        return _BINARY[type(node.op)](_value(node.left, names), right)
    if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        return _UNARY[type(node.op)](_value(node.operand, names))
    if isinstance(node, ast.Call) and not node.keywords:
        function = getattr(np, _function_name(node.func))
        return function(*(_value(argument, names) for argument in node.args))
    if isinstance(node, ast.Attribute) and _is_numpy(node.value) and node.attr in CONSTANTS:
        return CONSTANTS[node.attr]
    raise ValueError(f"{ast.unparse(node)!r} is not known here")


def _function_name(node: ast.AST) -> str:
    name = node.attr if isinstance(node, ast.Attribute) and _is_numpy(node.value) else ""
    if name not in FUNCTIONS:
        raise ValueError(f"there is no function {ast.unparse(node)!r} here")
    return name


def _is_numpy(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy")
