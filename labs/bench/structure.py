"""The figures of the project's structure: `python -m labs.bench.structure [CHECKOUT]`.

They are read from the files alone, so the same module measures any commit's checkout.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

TOPS = ("citewell", "operations", "finetune", "evals", "app", "ingest", "knowledge", "labs")
_LAB = "labs"


def figures_of(root: Path) -> dict[str, int | float | str]:
    """Return each figure by its name. A module has a test of its name in the mirrored folder."""
    modules = {name: path for top in TOPS for name, path in _modules(root, top)}
    own = {name: path for name, path in modules.items() if path.name != "__init__.py"}
    shipped = {name: path for name, path in own.items() if name.split(".")[0] != _LAB}
    packages = defaultdict(list)
    for name in own:
        packages[name.rpartition(".")[0]].append(name)
    sizes = [len(each) for each in packages.values()]
    tested = [name for name in own if mirrored_test(root, modules[name]).exists()]
    circles = _circles(_package_imports(modules))
    return {
        "product files outside labs": len(shipped),
        "product lines outside labs": sum(_lines(path) for path in shipped.values()),
        "files in labs": len(own) - len(shipped),
        "lines in labs": sum(_lines(own[name]) for name in own if name not in shipped),
        "packages": len(packages),
        "files per package, median": median(sizes),
        "files per package, most": max(sizes),
        "packages in circles": sum(len(each) for each in circles),
        "modules with a test of their name": _share(len(tested), len(own)),
        "words of README and docs": sum(_words(path) for path in _docs(root)),
    }


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})"


def _modules(root: Path, top: str) -> list[tuple[str, Path]]:
    paths = sorted((root / top).rglob("*.py"))
    return [
        (".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"), path)
        for path in paths
    ]


def mirrored_test(root: Path, path: Path) -> Path:
    """Return where the test of a module's name stands, whether it is there or not."""
    within = path.relative_to(root)
    return root / "tests" / within.parent / f"test_{within.name}"


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _words(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").split())


def _docs(root: Path) -> list[Path]:
    pages = (root / "docs").rglob("*.md")
    return [root / "README.md", *(page for page in pages if "decisions" not in page.parts)]


def _package_imports(modules: dict[str, Path]) -> dict[str, set[str]]:
    """Return, for each package, the packages whose modules its own modules import."""
    imports: dict[str, set[str]] = defaultdict(set)
    for name, path in modules.items():
        if path.name == "__init__.py":
            continue
        package = name.rpartition(".")[0]
        for target in _imported(ast.parse(path.read_text(encoding="utf-8")), modules):
            other = target if modules[target].name == "__init__.py" else target.rpartition(".")[0]
            if other != package:
                imports[package].add(other)
    return imports


def _imported(tree: ast.Module, modules: dict[str, Path]) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            named = [f"{node.module}.{each.name}" for each in node.names]
            found |= {each if each in modules else node.module for each in named}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found & set(modules)


def _circles(imports: dict[str, set[str]]) -> list[set[str]]:
    """Return the sets of packages that reach each other."""
    reached = {package: _reach(package, imports) for package in imports}
    groups = {
        frozenset(other for other in reached[package] if package in reached.get(other, ()))
        for package in imports
        if package in reached[package]
    }
    return [set(each) for each in groups if len(each) > 1]


def _reach(package: str, imports: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    queue = [package]
    while queue:
        for each in imports.get(queue.pop(), ()):
            if each not in seen:
                seen.add(each)
                queue.append(each)
    return seen


if __name__ == "__main__":
    checkout = Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd()
    sys.stdout.writelines(f"{name}\t{value}\n" for name, value in figures_of(checkout).items())
