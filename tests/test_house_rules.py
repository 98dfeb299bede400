"""What every file of the house keeps to, whoever writes it. Each rule says in its failure what to do."""

import ast
import re
import subprocess
import sys
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent

# The longest a file may be, and the files that are allowed more, each with the reason.
MOST_LINES = 500
LONGER_FOR_A_REASON: dict[str, str] = {}

# Spelled in pieces, so that this file does not find itself.
LOOSE_ENDS = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")
REGISTRY_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry.npm" + "js.org",
    "deb.deb" + "ian.org",
    "security.deb" + "ian.org",
)
ONE_MACHINES_PATHS = re.compile(r"(?<![\w./-])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/\w+)/\w")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository."""
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={HOUSE}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOUSE,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(path for name in listing.split("\0") if name and (path := HOUSE / name).is_file())


def texts(*suffixes: str, under: str = "") -> list[tuple[str, str]]:
    """Name and text of the tracked text files with these suffixes (none: all) in that folder (none: all)."""
    found = []
    for path in tracked():
        name = path.relative_to(HOUSE).as_posix()
        if not name.startswith(under) or (suffixes and path.suffix not in suffixes):
            continue
        try:
            found.append((name, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            assert not suffixes, f"{name} is not UTF-8"
    return found


def lines_with(pattern: re.Pattern[str], files: list[tuple[str, str]]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in files
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def modules(under: str) -> list[tuple[str, ast.Module]]:
    return [(name, ast.parse(text)) for name, text in texts(".py", under=under)]


# ------------------------------------------------------------------------------------------ every file


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {name: text.count("\n") for name, text in texts(".py", ".html", ".css", ".js", ".toml")}
    too_long = {name: length for name, length in lengths.items() if length > MOST_LINES}
    assert too_long.keys() == LONGER_FOR_A_REASON.keys(), "split by noun, or strike the exemption that is not needed"


def test_nothing_is_left_for_later() -> None:
    pattern = re.compile(rf"\b(?:{'|'.join(LOOSE_ENDS)})\b")
    assert lines_with(pattern, texts()) == []


def test_no_package_registry_is_named() -> None:
    pattern = re.compile("|".join(map(re.escape, REGISTRY_HOSTS)), re.IGNORECASE)
    assert lines_with(pattern, texts()) == []


def test_no_path_of_one_machine_is_named() -> None:
    assert lines_with(ONE_MACHINES_PATHS, texts()) == []


def test_every_locked_package_has_checksums_and_no_address() -> None:
    for name, text in texts(".txt", under="requirements/"):
        blocks = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
        assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == [], name
        assert "://" not in text, name


# --------------------------------------------------------------------------------------------- Python


def test_every_public_class_and_function_says_what_it_promises() -> None:
    silent = [
        f"{name}:{node.lineno}: {node.name}"
        for name, module in modules("resultatbank/")
        for node in module.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_module_says_what_it_holds() -> None:
    silent = [name for name, module in modules("resultatbank/") if module.body and not ast.get_docstring(module)]
    assert silent == []


def test_rules_use_the_standard_library_only() -> None:
    foreign = [
        f"{name}: {imported}"
        for name, module in modules("resultatbank/rules/")
        for imported in imports(module)
        if imported.split(".")[0] not in sys.stdlib_module_names and not imported.startswith("resultatbank.rules")
    ]
    assert foreign == []


def imports(module: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append(node.module or "")
    return found


def test_every_exemption_carries_its_reason() -> None:
    # The reason stands after the exemption, or in a comment on the line above.
    exemption = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:|djlint:)(?P<rest>.*)")
    bare = []
    for name, text in texts(".py"):
        lines = text.splitlines()
        for number, line in enumerate(lines):
            found = exemption.search(line)
            if not found:
                continue
            reason = re.sub(r"^(?:no cover|[:\s,]|[A-Z]+\d+\b|\[[\w, -]*\])*", "", found["rest"])
            above = lines[number - 1].strip() if number else ""
            if len(re.findall(r"\w{2,}", reason)) < 2 and not above.startswith("#"):
                bare.append(f"{name}:{number + 1}: {line.strip()}")
    assert bare == []


# ------------------------------------------------------------------------------------------ templates

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z][^<>]*>", re.DOTALL)


def templates() -> list[tuple[str, str]]:
    return texts(".html", under="templates/")


def tags() -> list[tuple[str, str]]:
    """File and text of every start tag in the templates, with what Jinja fills in taken out."""
    return [(name, tag) for name, text in templates() for tag in TAG.findall(JINJA.sub("", text))]


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"\sstyle\s*=", "give it a class: the Content-Security-Policy forbids inline style"),
        (r"\son[a-z]+\s*=", "put it in static/: the Content-Security-Policy forbids inline script"),
        (r"hx-on", "htmx would need eval for it"),
        (r"js:|javascript:", "htmx would need eval for it"),
        (r"hx-trigger\s*=\s*[\"'][^\"']*\[", "a trigger filter needs eval"),
        (r"hx-disabled-elt", "it loses the focus of who works by keyboard"),
        (r"<style\b", "put it in static/"),
        (r"<script(?![^>]*\ssrc)", "put it in static/"),
        (r"\s(?:src|action|hx-\w+)\s*=\s*[\"']https?:", "nothing is fetched from elsewhere"),
    ],
)
def test_templates_hold_no(pattern: str, instead: str) -> None:
    assert [f"{name}: {tag}" for name, tag in tags() if re.search(pattern, tag)] == [], instead


def test_every_element_that_asks_says_where_the_answer_goes_and_how() -> None:
    asks = re.compile(r"\shx-(?:get|post|put|patch|delete)\b")
    silent = [
        f"{name}: {tag}" for name, tag in tags() if asks.search(tag) and not ("hx-target" in tag and "hx-swap" in tag)
    ]
    assert silent == []


def test_every_fragment_lies_beside_the_page_that_uses_it() -> None:
    names = {name.removeprefix("templates/") for name, _ in templates()}
    fragments = {name for name in names if Path(name).name.startswith("_")}
    sources = [text for _, text in templates()] + [text for _, text in texts(".py", under="resultatbank/")]
    assert [name for name in sorted(fragments) if not any(name in text for text in sources)] == []


def test_the_interface_neither_shouts_nor_begs() -> None:
    shown = [
        (name, re.sub(r"<!--.*?-->|<![^>]*>|<[a-zA-Z/][^<>]*>", " ", JINJA.sub("", text), flags=re.DOTALL))
        for name, text in templates()
    ]
    assert lines_with(re.compile(r"!|\bvänligen\b", re.IGNORECASE), shown) == []


# ----------------------------------------------------------------------------------------------- docs


def test_the_table_in_the_readme_names_every_setting() -> None:
    config = pytest.importorskip("resultatbank.config")
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", (HOUSE / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named == {field.name.upper() for field in fields(config.Settings)}


def test_the_reviewers_guide_explains_every_reason() -> None:
    review = pytest.importorskip("resultatbank.rules.review")
    guide = (HOUSE / "docs" / "anvandning" / "granskare.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| ([^|]+) \|", guide, re.MULTILINE)
    assert explained[1:] == [review.REASON_LABELS[reason] for reason in review.Reason]


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{name}: {target}"
        for name, text in texts(".md")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
        if not (HOUSE / name).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_a_figures_target_and_outcome_are_called_the_same_everywhere() -> None:
    others = re.compile(r"uppnått|önskat värde|mot önskade|önskat och", re.IGNORECASE)
    shown = [*templates(), *texts(".py", under="resultatbank/"), *texts(".md", under="docs/anvandning/")]
    assert lines_with(others, shown) == []
