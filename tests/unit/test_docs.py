"""The pages for people say what is so: links lead somewhere, commands exist, tables are complete."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bridge import cli, errors
from bridge.history.comparison import Difference
from bridge.history.report.losses import WORDS
from bridge.history.report.tally import OUTCOMES
from bridge.matrix.preflight.bedrock import BEDROCK
from bridge.matrix.preflight.media import MEDIA
from bridge.matrix.preflight.room import ROOM
from bridge.matrix.preflight.server import FIRST, SERVER
from config.environment import variable
from config.load import load_text
from config.validate import keys, sections
from config.values import PLACEHOLDER
from config.write import example
from registration.check import lint
from registration.document import Registration
from registration.generate import generate
from tests.support.source_code import PACKAGES, ROOT, Module, modules

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
README, GLOSSARY, ARCHITECTURE = TEXTS["README.md"], TEXTS["docs/glossary.md"], TEXTS["docs/architecture.md"]
ADMINISTRATORS, IMPORTERS = TEXTS["docs/administrators.md"], TEXTS["docs/importers.md"]
VERIFICATION = TEXTS["docs/verification.md"]
WRITING = Module(ROOT / "bridge/matrix/writing.py")
OUTBOX = Module(ROOT / "bridge/store/outbox.py")
FINDINGS = Module(ROOT / "bridge/media/findings.py")
TO_NETWORK = "to_network.py"
"""What is noted there is lost on the way from Matrix, and told elsewhere."""
COMMAND = typer.main.get_command(cli.program())


def prose(text: str) -> str:
    """A page without its blocks of code, which may hold anything."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def section(text: str, title: str) -> str:
    """What stands below a heading, down to the next of its level."""
    return re.split(rf"^## {re.escape(title)}$", text, flags=re.MULTILINE)[1].partition("\n## ")[0]


def rows(text: str, title: str) -> list[str]:
    """The first cells of the tables below a heading, without the head."""
    cells = [line.split("|")[1].strip().strip("`") for line in section(text, title).splitlines() if line[:1] == "|"]
    return [cell for number, cell in enumerate(cells) if cell.strip("- ") and cells[number + 1 : number + 2] != ["---"]]


def anchors(text: str) -> set[str]:
    """The addresses of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", TEXTS)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(TEXTS[page])):
        if "://" not in target:
            file, _, anchor = target.partition("#")
            found = (ROOT / page).parent / file if file else ROOT / page
            assert found.exists(), target
            assert not anchor or anchor in anchors(found.read_text(encoding="utf-8")), target


def test_the_readme_leads_to_every_page():
    pages = [page for page in TEXTS if page.startswith("docs/")]
    assert [page for page in pages if f"({page})" not in README] == []


@pytest.mark.parametrize("verb", cli.VERBS)
def test_the_readme_names_every_verb(verb):
    assert re.search(rf"^beringia {verb}\b", README, re.MULTILINE)


def calls() -> Iterator[tuple[str, str, str]]:
    """Every command that a page shows: the page, the verb, and what follows it."""
    for page, text in TEXTS.items():
        for verb, rest in re.findall(r"(?:^|[`$ ])beringia (?:--debug )?([a-z-]+)\b([^`\n#]*)", code(text)):
            yield page, verb, rest


def code(text: str) -> str:
    """What stands in a page as code."""
    blocks = re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *(f"`{words}`" for words in re.findall(r"`([^`\n]+)`", prose(text)))])


def test_every_command_that_is_shown_exists():
    assert {(page, verb) for page, verb, _ in calls() if verb not in cli.VERBS} == set()


def test_every_option_that_is_shown_exists():
    shown = [(page, verb, option) for page, verb, rest in calls() for option in re.findall(r"(?<= )--[a-z-]+", rest)]
    assert len(shown) > 5
    assert [call for call in shown if call[2] not in options(call[1])] == []


def options(verb: str) -> set[str]:
    found = COMMAND.commands[verb].params  # type: ignore[attr-defined]  # a group of commands, which typer does not say
    return {"--help"}.union(*(option.opts for option in found), *(option.secondary_opts for option in found))


def test_every_target_of_make_that_is_shown_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    shown = {
        target for text in TEXTS.values() for target in re.findall(r"(?:^|`)make ([a-z]+)", code(text), re.MULTILINE)
    }
    assert {"demo", "test"} <= shown <= targets


def test_every_setting_has_its_place_among_the_settings():
    table = section(ADMINISTRATORS, "Settings")
    told = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", table, re.MULTILINE))
    assert {name: re.findall(r"`(\w+)`", told.get(name, "")) for name in sections()} == sections()


@pytest.mark.parametrize("page", TEXTS)
def test_every_variable_that_is_shown_exists(page):
    known = {"BERINGIA_CONFIG"} | {variable(key) + ending for key in keys() for ending in ("", "_FILE")}
    codes = {code for path in (ROOT / "registration/bedrock").glob("*.py") for code in named(path.read_text())}
    assert named(TEXTS[page]) <= known | codes


def named(text: str) -> set[str]:
    """Variables, and the error codes of bedrock, which begin alike."""
    return set(re.findall(r"\bBERINGIA_[A-Z]\w+\b", text))


def test_every_check_has_its_line(config):
    rules = [f"registration: {finding.name}" for finding in lint(registered(config), config)]
    checks = [check.name for check in (*FIRST, *SERVER, *MEDIA, *ROOM, *BEDROCK)]
    assert rows(ADMINISTRATORS, "Check") == [*rules, "registration: file", *checks]


def test_every_exit_code_is_explained():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    family = [kind for kind in kinds if issubclass(kind, errors.BeringiaError)]
    codes = {0, cli.BUG, cli.STOPPED} | {kind.exit_code for kind in family}
    assert rows(ADMINISTRATORS, "Exit codes") == [str(code) for code in sorted(codes)]


def test_every_loss_is_explained():
    assert rows(IMPORTERS, "Losses") == sorted(noted())


def test_the_report_has_words_for_every_loss():
    assert noted() - WORDS.keys() == set()


def noted() -> set[str]:
    """Every code that is noted anywhere: all words with hyphens, where items are said and files looked into."""
    places = [one for one in modules("bridge/matrix/content", "bridge/portals") if one.path.name != TO_NETWORK]
    words = [word for module in (*places, FINDINGS, WRITING, OUTBOX) for _, word in module.words()]
    return {code for word in words for code in re.findall(r"^([a-z]+(?:-[a-z]+)+)(?::1)?$", word)}


def test_every_outcome_is_explained():
    assert set(rows(IMPORTERS, "Outcomes")) == set(OUTCOMES) - {"not_said"}


def test_every_finding_is_explained():
    assert rows(VERIFICATION, "Findings") == [difference.value for difference in Difference]


def test_every_verdict_is_one_that_a_report_gives():
    given = (ROOT / "bridge/history/report/verdict.py").read_text(encoding="utf-8")
    assert [verdict for verdict in rows(VERIFICATION, "Verdicts") if f'"{verdict}"' not in given] == []


def test_the_layers_are_those_of_the_contract():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    assert "\n".join(layers) in section(ARCHITECTURE, "The layers")


def test_the_tree_shows_what_is_there():
    assert [str(path) for path in tree() if not (ROOT / path).exists()] == []


def test_the_tree_shows_every_folder_of_code():
    folders = {module.path.parent.relative_to(ROOT) for module in modules(*PACKAGES) if module.path.stem != "__init__"}
    assert sorted(folders - set(tree())) == []


def tree() -> Iterator[Path]:
    """The paths in the page's tree: folders end with a slash, and what is indented lies in the folder above."""
    block = section(ARCHITECTURE, "The tree").split("```")[1]
    above: dict[int, Path] = {}
    for line in filter(None, block.splitlines()):
        indent = len(line) - len(line.lstrip())
        names = re.split(r" {2,}", line.strip())[0].split()
        parent = above[max(level for level in above if level < indent)] if indent else Path()
        above[indent] = parent / names[0]
        yield from (parent / name for name in names)


ENTRIES = re.findall(r"^- \*\*(.+?)\*\* – ", GLOSSARY, re.MULTILINE)


def test_the_glossary_explains_each_word_once():
    assert len(ENTRIES) == len(set(ENTRIES)) > 50


@pytest.mark.parametrize("word", ENTRIES)
def test_every_word_of_the_glossary_is_used(word):
    assert re.search(rf"\b{word}(?:s|es|d|ed|ing)?\b", SOURCE), word


SOURCE = "\n".join(module.path.read_text(encoding="utf-8") for module in modules(*PACKAGES)).lower().replace("_", " ")


@pytest.fixture
def config(tmp_path):
    return load_text(example().replace(PLACEHOLDER, "0123456789abcdef" * 4), tmp_path / "config.yaml", {})


def registered(config):
    return Registration(**generate(config))
