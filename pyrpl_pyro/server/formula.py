"""Check the formula of the scope's math channel, which PyRPL's window evaluates."""

from __future__ import annotations

import ast

_LONGEST = 300
_SIGNALS = frozenset({"ch1", "ch2", "times"})
_CONSTANTS = frozenset({"pi", "e", "nan", "inf"})
_FUNCTIONS = frozenset(
    """
    abs absolute angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh cbrt ceil clip conj
    cos cosh cumsum deg2rad diff exp expm1 floor fmax fmin gradient heaviside hypot imag log
    log10 log1p log2 max maximum mean median min minimum mod nan_to_num power rad2deg real round
    sign sin sinc sinh sqrt square std sum tan tanh unwrap var where
    """.split()  # noqa: SIM905
)
_BUILTINS = frozenset({"abs", "min", "max", "round", "sum"})
_OPERATORS = (
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.USub, ast.UAdd,
    ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.BitAnd, ast.BitOr, ast.Invert,
)  # fmt: skip
_POWERS = 100


def check_formula(text: str) -> str:
    """Return the formula when it only calculates.

    Raises
    ------
    ValueError
        It does, or may do, something else; the message says which part.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"a formula has at most {_LONGEST} characters, not {len(text)}")
    if not text.strip():
        return text
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ValueError(f"{text!r} is no formula: {error}") from None
    _check(tree.body, text)
    return text


def _check(node: ast.expr, text: str) -> None:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float, complex, bool):
        return
    if isinstance(node, ast.Name) and node.id in _SIGNALS:
        return
    if isinstance(node, ast.Attribute) and _of_numpy(node) in _CONSTANTS:
        return
    if not isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call)):
        raise _refused(node, text)
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if node.keywords or not (name in _BUILTINS or _of_numpy(node.func) in _FUNCTIONS):
            raise _refused(node.func, text)
        parts = node.args
    elif isinstance(node, ast.Compare):
        parts = [node.left, *node.comparators]
    elif isinstance(node, ast.UnaryOp):
        parts = [node.operand]
    else:
        parts = [node.left, node.right]
        if isinstance(node.op, ast.Pow):
            _check_power(node, text)
    operators = node.ops if isinstance(node, ast.Compare) else [getattr(node, "op", ast.Add())]
    if not all(isinstance(operator, _OPERATORS) for operator in operators):
        raise _refused(node, text)
    for part in parts:
        _check(part, text)


def _check_power(node: ast.BinOp, text: str) -> None:
    """Whole numbers to the power of whole numbers take for ever; arrays do not."""
    names = {part.id for part in ast.walk(node.left) if isinstance(part, ast.Name)}
    exponent = node.right.operand if isinstance(node.right, ast.UnaryOp) else node.right
    small = isinstance(exponent, ast.Constant) and isinstance(exponent.value, (int, float))
    base = node.left
    if isinstance(base, ast.Constant) and small:
        if abs(base.value) <= _POWERS and abs(exponent.value) <= _POWERS:  # type: ignore
            return
        raise _refused(node, text)
    if not names & _SIGNALS:
        raise _refused(node, text)


def _of_numpy(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id == "np" else ""
    return ""


def _refused(node: ast.expr, text: str) -> ValueError:
    part = ast.get_source_segment(text.strip(), node) or text
    return ValueError(
        f"{part!r} is not allowed in a formula; it takes ch1, ch2, times, numbers, + - * / // % "
        "**, comparisons, & | ~, and functions of numpy such as np.sqrt, np.abs or np.where"
    )
