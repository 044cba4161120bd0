"""Every pattern of the project: the compiled ones, and those given to `re.search` and the like."""

from __future__ import annotations

import ast
import gc
import importlib
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "citewell", "evals", "finetune", "ingest", "knowledge", "labs", "operations")
# Scripts that others run: importing them would open the page, or migrate a database.
SCRIPTS = frozenset({"app/main.py", "app/database/migrations/env.py"})
_FUNCTIONS = frozenset(
    ["compile", "search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"]
)
_CONTAINERS = (tuple, list, dict, set, frozenset, types.MappingProxyType, types.CellType)
_HOLDERS = (partial, property, staticmethod, classmethod, types.MemberDescriptorType)
_IN_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_IN_LOOP = (ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)
# What an inline pattern may be put together from, so that it can be worked out here.
_PLAIN = (ast.Name, ast.Attribute, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.BinOp)
_PLAIN_TOO = (ast.Add, ast.expr_context, ast.BitOr)


@dataclass(frozen=True)
class ProjectPattern:
    """A pattern and where it stands: the file with the name that leads to it, or the line."""

    where: str
    pattern: re.Pattern[Any]


@dataclass(frozen=True)
class ProjectPatterns:
    """What was found: patterns, each once, and places that build others while they run."""

    patterns: tuple[ProjectPattern, ...]
    builders: tuple[str, ...]


def project_patterns() -> ProjectPatterns:
    """Import every module of the project and return its patterns."""
    found: dict[re.Pattern[Any], str] = {}
    builders: list[str] = []
    for path in _source_files():
        scope = {} if str(path) in SCRIPTS else vars(importlib.import_module(_module_name(path)))
        for name, pattern in held_patterns(scope):
            found.setdefault(pattern, f"{path} {name}")
        inline, building = inline_patterns((ROOT / path).read_text("utf-8"), scope)
        for line, pattern in inline:
            found.setdefault(pattern, f"{path}:{line}")
        builders += [f"{path}: {code}" for code in building]
    patterns = tuple(ProjectPattern(where, pattern) for pattern, where in found.items())
    return ProjectPatterns(patterns, tuple(builders))


def _source_files() -> list[Path]:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in files)


def _module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def held_patterns(scope: dict[str, Any]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns that names lead to: through containers, classes, instances, closures."""
    for name, value in scope.items():
        seen: set[int] = set()
        queue = [value]
        while queue:
            each = queue.pop()
            if id(each) in seen:
                continue
            seen.add(id(each))
            if isinstance(each, re.Pattern):
                yield name, each
            elif isinstance(each, types.FunctionType):
                # Not its globals: they are another module's names, which are walked there.
                queue += [*(each.__closure__ or ()), *(each.__defaults__ or ())]
                queue += (each.__kwdefaults__ or {}).values()
            elif isinstance(each, _CONTAINERS + _HOLDERS) or _is_ours(each):
                queue += gc.get_referents(each)


def _is_ours(each: object) -> bool:
    if isinstance(each, types.ModuleType):
        return False
    module = each.__module__ if isinstance(each, type) else type(each).__module__
    return isinstance(module, str) and module.split(".")[0] in (*PACKAGES, "tests")


def inline_patterns(
    source: str, scope: dict[str, Any]
) -> tuple[list[tuple[int, re.Pattern[Any]]], list[str]]:
    """Return the patterns that calls of `re` in a file are given, and the calls that build one.

    `scope` holds the names of the file's module. A call outside of functions may make its pattern
    of anything: what it makes is found by the name that keeps it.
    """
    tree = ast.parse(source)
    around = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    patterns: list[tuple[int, re.Pattern[Any]]] = []
    builders: list[str] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not _is_of_re(node.func) or not node.args:
            continue
        above = list(_above(node, around))
        given = _worked_out(node.args[0], scope, _names_within(above))
        if isinstance(given, str | bytes):
            patterns.append((node.lineno, re.compile(given, _flags(node, scope))))
        elif given is None and any(isinstance(each, _IN_FUNCTION) for each in above):
            builders.append(ast.unparse(node))
    return patterns, builders


def _is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in _FUNCTIONS
    )


def _above(node: ast.AST, around: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while node in around:
        node = around[node]
        yield node


def _names_within(above: list[ast.AST]) -> set[str]:
    """Return the names of functions and loops around a call, which hide the module's."""
    inner = [each for node in above if isinstance(node, _IN_FUNCTION) for each in ast.walk(node)]
    loops = [part for node in above if isinstance(node, _IN_LOOP) for part in node.generators]
    inner += [each for part in loops for each in ast.walk(part.target)]
    stored = {n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored | {each.arg for each in inner if isinstance(each, ast.arg)}


def _worked_out(given: ast.expr, scope: dict[str, Any], hidden: set[str]) -> object:
    """Return what an expression of a module's own names is worth; None for any other."""
    parts = list(ast.walk(given))
    names = {each.id for each in parts if isinstance(each, ast.Name)}
    if not all(isinstance(each, _PLAIN + _PLAIN_TOO) for each in parts):
        return None
    if names & hidden or not names <= set(scope):
        return None
    return eval(compile(ast.Expression(given), "<inline>", "eval"), dict(scope))


def _flags(node: ast.Call, scope: dict[str, Any]) -> int:
    named = [each.value for each in node.keywords if each.arg == "flags"]
    at = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(ast.unparse(node.func)[3:], 2)
    given = [*named, *node.args[at : at + 1]]
    flags = _worked_out(given[0], scope, set()) if given else 0
    return int(flags) if isinstance(flags, int) else 0
