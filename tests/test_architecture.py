"""The architecture as a checked contract: who may import what, how large things may be, what they may be called."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from bridge.sources.discovery import readers
from tests.support.source_code import PACKAGES, PROGRAMS, ROOT, Module, length, modules, texts

PRODUCT = modules(*PACKAGES, *PROGRAMS)
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
MEDIAN_FUNCTION = 12
TOO_VAGUE = {"util", "utils", "helper", "helpers", "manager", "base", "common", "misc", "core", "tools"}
NETWORKS = re.compile(r"telegram|whatsapp|signal_|slack|discord|zoom|tdesktop", re.IGNORECASE)
NEUTRAL = ("bridge.model", "bridge.matrix", "bridge.store", "bridge.people", "bridge.portals", "bridge.history")
CHANGES = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "remove", "discard", "clear"}

LIBRARIES = {
    "config": {"pydantic", "pydantic_core", "ruamel"},
    "registration": {"pydantic", "ruamel"},
    "registration.bedrock": {"canonicaljson", "synapse", "twisted"},
    "bridge": {"msgspec"},
    "bridge.model": {"msgspec"},
    "bridge.errors": set(),
    "bridge.logs": set(),
    "bridge.sources": {"bson", "cryptography", "ijson", "msgspec", "pyzipper"},
    "bridge.sources.telegram": {"ijson", "msgspec", "telethon"},
    "bridge.people": {"cryptography", "msgspec"},
    "bridge.matrix": {"aiohttp", "mautrix", "msgspec", "yarl"},
    "bridge.store": {"aiosqlite", "asyncpg", "mautrix", "msgspec", "yarl"},
    "bridge.media": {"aiohttp", "av", "msgspec", "PIL", "puremagic", "rlottie_python", "yarl"},
    "bridge.commands": {"segno"},
    "bridge.history": {"jinja2", "markupsafe", "msgspec"},
    "bridge.verbs": {"msgspec", "rich", "typer"},
    "bridge.cli": {"typer"},
    "demo": {"aiohttp", "av", "PIL", "ruamel"},
    "benchmarks": {"aiohttp", "msgspec", "rich"},
    "benchmarks.persist_loop": {"synapse"},
}
"""Which libraries a layer may know; the longest name counts."""


def expect_none(offenders: Iterable[str] | Mapping[str, int]) -> None:
    """All of them are shown, however many there are."""
    found = [f"{key}: {offenders[key]}" for key in offenders] if isinstance(offenders, Mapping) else list(offenders)
    assert not found, "\n" + "\n".join(found)


def test_imports_go_downwards_only(monkeypatch):
    monkeypatch.chdir(ROOT)
    linter = Path(sys.executable).with_name("lint-imports")  # in a process of its own, since it silences our loggers
    done = subprocess.run([linter, "--no-cache"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_part_of_the_bridge_has_its_place_among_the_layers():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = " ".join(settings["tool"]["importlinter"]["contracts"][0]["layers"])
    parts = {module.name.split(".")[1] for module in modules("bridge") if "." in module.name}
    expect_none(sorted(parts - set(re.findall(r"bridge\.(\w+)", layers))))


def test_a_layer_knows_only_the_libraries_that_are_its_business():
    strangers = [f"{module} imports {name}" for module in PRODUCT for name in module.imports() - _allowed(module)]
    expect_none(strangers)


def _allowed(module: Module) -> set[str]:
    known = [name for name in LIBRARIES if f"{module.name}.".startswith(f"{name}.")]
    return LIBRARIES[max(known, key=len)]


def test_networks_do_not_know_each_other():
    folders = [
        path.stem for path in (ROOT / "bridge/sources").iterdir() if path.is_dir() and path.stem != "__pycache__"
    ]
    pattern = re.compile(r"^(?:from|import) bridge\.sources\.(\w+)", re.MULTILINE)
    foreign = [
        f"{module} imports bridge.sources.{other}"
        for folder in folders
        for module in modules(f"bridge/sources/{folder}")
        for other in pattern.findall(module.path.read_text(encoding="utf-8"))
        if other in set(folders) - {folder}
    ]
    expect_none(foreign)


@pytest.mark.parametrize("package", NEUTRAL)
def test_what_is_neutral_names_no_network(package):
    named = [
        f"{module}:{line}: {word[:60]!r}"
        for module in modules(package.replace(".", "/"))
        for line, word in module.words()
        if NETWORKS.search(word)
    ]
    expect_none(named)


def test_every_reader_has_a_fixture_that_a_person_has_read():
    fixtures = ROOT / "tests" / "sources" / "fixtures"
    without = [reader.name for reader in readers() if not list((fixtures / reader.name).glob("*/expected.jsonl"))]
    expect_none(without)


def test_no_file_eats_the_program():
    large = {str(module): module.lines for module in PRODUCT if module.lines > LONGEST_FILE}
    expect_none(large)


def test_functions_read_like_sentences():
    lengths = {
        f"{module}:{function.lineno} {function.name}": length(function)
        for module in PRODUCT
        for function in module.functions
    }
    expect_none({where: lines for where, lines in lengths.items() if lines > LONGEST_FUNCTION})
    assert statistics.median(lengths.values()) <= MEDIAN_FUNCTION


def test_every_file_has_a_name_that_says_something():
    vague = [str(module) for module in PRODUCT if {part.strip("_") for part in module.name.split(".")} & TOO_VAGUE]
    expect_none(vague)


def test_every_file_says_what_it_is_for():
    silent = [
        str(module) for module in PRODUCT if module.path.read_text().strip() and not ast.get_docstring(module.tree)
    ]
    expect_none(silent)


def test_nothing_is_kept_in_modules():
    expect_none(place for module in PRODUCT for place in _kept(module))


def _kept(module: Module) -> Iterator[str]:
    """Changes of what stands at the level of a module: ``global``, and changed tables."""
    tables = {name for name in _names(module.tree.body) if name.strip("_").isupper()}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global) or _changed(node) in tables:
            yield f"{module}:{node.lineno}"  # type: ignore[attr-defined]
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.List | ast.Dict | ast.Set):
            yield from (f"{module}:{node.lineno} {name}" for name in _names([node]) if name not in tables | {"__all__"})


def _names(body: list[ast.stmt]) -> set[str]:
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in body if isinstance(node, ast.AnnAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _changed(node: ast.AST) -> str | None:
    """The name of what a node changes in place: ``TABLE[key] = …``, ``TABLE.append(…)``."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return getattr(node.value, "id", None)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
        return getattr(node.func.value, "id", None)
    return None


def test_nothing_names_the_machine_it_was_made_on():
    home = Path.home()
    places = {str(ROOT), *([str(home)] if len(home.parts) > 2 else [])}
    named = [str(path.relative_to(ROOT)) for path, text in texts() if any(place in text for place in places)]
    expect_none(named)


def test_lock_files_name_no_host():
    hosts = [path.name for path in (ROOT / "requirements").glob("*.lock") if "://" in path.read_text(encoding="utf-8")]
    expect_none(hosts)
