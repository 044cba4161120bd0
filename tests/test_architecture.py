"""ARCHITECTURE.md draws the packages as the import contracts order them, and names files there are.

`python -m tests.test_architecture` draws them again.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
DRAWN = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`((?:[a-z_0-9]+/)+(?:[a-z_0-9]+\.(?:py|md|toml))?)`")
ROW = re.compile(r"^\| ([a-z_0-9, ]+) \| (`.+) \|$", re.MULTILINE)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]
LAYERS = {
    container: contract["layers"]
    for contract in CONTRACTS
    if contract["type"] == "layers"
    for container in contract.get("containers", [""])
}
TABLE = PAGE.read_text("utf-8").partition("## Boundaries")[2].partition("\n## ")[0]
BOUNDARIES = [each for each in CONTRACTS if each["name"].startswith("Boundary: ")]
DEEPEST = 3


def drawing(container: str = "", depth: int = 0) -> Iterator[str]:
    """Yield a line a package, highest first; `|` before one that shares the layer above it."""
    for layer in LAYERS.get(container, []) if depth < DEEPEST else []:
        names = [f"{container}.{name.strip()}".lstrip(".") for name in layer.split("|")]
        packages = [name for name in names if (ROOT / name.replace(".", "/")).is_dir()]
        for place, package in enumerate(packages):
            name = f"{'  ' * depth}{'|' if place else ' '} {package.rpartition('.')[2]}/"
            yield f"{name:<22} {said_of(package)}"
            yield from drawing(package, depth + 1)


def said_of(package: str) -> str:
    """Return the first line of a package's docstring."""
    source = (ROOT / package.replace(".", "/") / "__init__.py").read_text("utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


def test_the_drawing_shows_every_package_in_its_layer() -> None:
    drawn = DRAWN.findall(PAGE.read_text("utf-8"))

    assert [each.splitlines() for each in drawn] == [list(drawing())]


def test_the_table_names_the_place_of_every_library_that_has_one() -> None:
    places = {
        library: tuple(NAMED.findall(cell))
        for libraries, cell in ROW.findall(TABLE)
        for library in libraries.split(", ")
    }

    allowed = [
        (source.rstrip(".*").replace(".", "/") + "/", library)
        for boundary in BOUNDARIES
        for source, library in (line.split(" -> ") for line in boundary["ignore_imports"])
    ]

    assert set(places) == {
        each for boundary in BOUNDARIES for each in boundary["forbidden_modules"]
    }
    assert [
        (source, library)
        for source, library in allowed
        if not source.startswith(tuple(place.removesuffix(".py") for place in places[library]))
    ] == []


def test_every_file_and_folder_that_the_page_names_exists() -> None:
    named = NAMED.findall(DRAWN.sub("", PAGE.read_text("utf-8")))

    assert [path for path in named if not (ROOT / path).exists()] == []


if __name__ == "__main__":
    redrawn = "\n".join(["```text", *drawing(), "```"])
    PAGE.write_text(DRAWN.sub(lambda _: redrawn, PAGE.read_text("utf-8")), "utf-8")
