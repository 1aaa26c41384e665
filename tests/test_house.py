"""The documents are held to the code, and the code to the plan of the house."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from generators.library import load
from printers.drivers import drivers
from server.equipment import PrinterSettings
from server.settings import Settings, describe
from tests.shop import ROOT

#: Files that a guide tells its reader to make.
TO_BE_MADE = {"templates/coaster.py", "checks/hairs.py", "widgets/place.tsx"}
PACKAGES = ("generators", "printers", "server")
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("*/**/*.md"))
    if not any(part == "node_modules" or part.startswith(".") for part in path.relative_to(ROOT).parts)
)


def text(name: str) -> str:
    """A document."""
    return (ROOT / name).read_text()


def sources(folder: str) -> Iterator[Path]:
    """The Python files of a folder, tracked or about to be."""
    return (path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_are_ours(package: str) -> None:
    """The three common names resolve inside this checkout, whatever a dependency installs."""
    module = __import__(package)
    assert Path(module.__file__ or "").is_relative_to(ROOT)


@pytest.mark.parametrize("folder", [*PACKAGES, "web", "samples", "tests", "benchmarks", "docs"])
def test_every_room_has_its_story(folder: str) -> None:
    """One README per top folder, and the house's own names them all."""
    assert len(text(f"{folder}/README.md")) > 300
    assert f"({folder}/README.md)" in text("README.md")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """Every relative link in a document points to a file of the project."""
    for target in re.findall(r"\]\(([^)#\s]+)\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).resolve().exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_in_documents_exist(document: Path) -> None:
    """Every file that a document names in code stands where it says."""
    bases = [ROOT, document.parent, document.parent / "src", document.parent / "src" / "product"]
    for name in re.findall(
        r"`((?:[a-z_]+/)+[A-Za-z_.]+\.(?:py|md|ts|tsx|toml|json|lock|sh|stl))`", document.read_text()
    ):
        assert name in TO_BE_MADE or any((base / name).exists() for base in bases), name


@pytest.mark.parametrize("folder", ["server", "printers", "generators"])
def test_readme_tells_of_every_file(folder: str) -> None:
    """The story of a workshop leaves none of its modules out."""
    story = text(f"{folder}/README.md")
    for path in (ROOT / folder).glob("*.py"):
        if not path.name.startswith("__"):
            assert path.name in story or path.stem in story, f"{folder}/README.md does not mention {path.name}"


def test_every_command_in_the_documents_exists() -> None:
    """What a document tells people to type is taken by the program it names."""
    found: dict[str, set[str]] = {}
    pattern = r"python -m (generators|printers|server)((?: [\w\-./=:]+)*)"
    for document in DOCUMENTS:
        for program, words in re.findall(pattern, document.read_text()):
            for word in shlex.split(words)[:1]:
                if re.fullmatch(r"[a-z]+", word):
                    found.setdefault(program, set()).add(word)
    assert set(found) == set(PACKAGES)
    for program, words in found.items():
        run = subprocess.run([sys.executable, "-m", program, "--help"], cwd=ROOT, capture_output=True, text=True)
        for word in words:
            assert re.search(rf"\b{word}\b", run.stdout), f"python -m {program} {word}"
    for command in ("serve", "work", "admin"):
        assert command in text("server/README.md")


def test_every_make_target_in_the_documents_exists() -> None:
    """`make` does what the documents say, and the documents say what `make` does."""
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"(?:^|[`\s])make ([a-z-]+)(?=[`\s.,)]|$)", document.read_text(), re.M)
    }
    assert named & targets >= {"run", "test", "lint", "bench", "docs"}
    prose = {"it", "a", "the", "sure", "one", "other", "exactly", "no", "out", "another", "your"}
    assert named - targets <= prose, named - targets - prose


def test_every_template_and_driver_is_named() -> None:
    """What the shelf and the farm can do stands in the documents."""
    library = load()
    assert not library.broken
    changes = text("CHANGELOG.md").lower()
    for template in library.templates.values():
        assert template.title.lower().split(" with ")[0] in changes, template.title
    for driver in drivers():
        assert f"drivers/{driver}.py" in text("printers/README.md") or driver in text("printers/README.md")
        assert driver in text("docs/operators.md").lower(), driver


def test_settings_page_is_what_the_settings_are() -> None:
    """`make docs` was run after the last change of a setting; every setting says what it means."""
    assert text("docs/settings.md") == describe()
    for model in (Settings, PrinterSettings):
        for name, field in model.model_fields.items():
            assert field.description or name in ("materials", "printers", "prices", "uploads"), name


def test_interface_page_is_what_the_routes_are(tmp_path: Path) -> None:
    """`make docs` was run after the last change of a route."""
    from server.app import create_app

    made = create_app(Settings(data=tmp_path)).openapi()
    assert json.loads(text("docs/openapi.json")) == json.loads(json.dumps(made))


def test_every_error_code_in_the_guide_exists() -> None:
    """The table of error codes names only codes that the server sends."""
    table = re.findall(r"^\| `([a-z_]+)` \| \d{3} \|", text("docs/developers.md"), re.M)
    assert len(table) > 8
    written = "".join(path.read_text() for path in sources("server"))
    for code in table:
        assert f'"{code}"' in written, code


def test_only_the_bridge_names_both_workshops() -> None:
    """One file of the hall imports types of both; all others know at most one."""
    both = []
    for path in sources("server"):
        modules = {
            (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        heads = {module.split(".")[0] for module in modules}
        if {"generators", "printers"} <= heads:
            both.append(path.name)
    assert both == ["bridge.py"]


@pytest.mark.parametrize("path", sorted((ROOT / "generators" / "catalog").glob("*.py")), ids=lambda path: path.stem)
def test_a_template_imports_only_the_makers_words(path: Path) -> None:
    """A template is one file that needs the maker's words, the shared shapes, CadQuery and plain Python."""
    plain = {"math", "collections", "collections.abc", "dataclasses", "itertools", "typing"}
    allowed = {"generators", "generators.shapes", "cadquery", *plain}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            assert module in allowed or module.startswith("generators.shapes."), module
        elif isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= allowed


@pytest.mark.parametrize(
    "path",
    sorted(path for path in sources("printers/drivers") if path.parent.name != "drivers" or path.stem != "__init__"),
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_a_driver_knows_the_contract_and_no_other_driver(path: Path) -> None:
    """A driver imports the contract, the errors and what they share; never a sibling."""
    shared = {"line", "picture", "reading", "uploads", "watching", "web"}
    allowed = {"errors", "printer", "naming", "simulator", "portrait", "steady", *shared}
    own = f"printers.drivers.{path.relative_to(ROOT / 'printers' / 'drivers').parts[0]}."
    for node in ast.walk(ast.parse(path.read_text())):
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
        if module.startswith("printers") and not f"{module}.".startswith(own):
            assert module.split(".")[1] in allowed, module


@pytest.mark.parametrize("folder", [*PACKAGES, "tests", "setup"])
def test_files_are_of_a_size_to_be_read(folder: str) -> None:
    """No file grows past 400 lines; near that there is a second noun in it."""
    for path in sources(folder):
        assert len(path.read_text().splitlines()) <= 400, path.relative_to(ROOT)


@pytest.mark.parametrize("folder", [*PACKAGES])
def test_every_folder_of_code_is_a_package(folder: str) -> None:
    """A dependency installs a package called tests; ours are found because every folder says that it is one."""
    for path in sources(folder):
        assert (path.parent / "__init__.py").exists() or path.parent.name in ("migrations",), path


def test_every_test_folder_is_a_package() -> None:
    """Without these files another package's tests are imported instead of ours."""
    assert (ROOT / "tests" / "__init__.py").exists()
    for path in sources("tests"):
        assert (path.parent / "__init__.py").exists(), path


def test_lock_files_name_no_host() -> None:
    """What is installed is pinned by its digest; where it comes from is the machine's own affair."""
    hosts = [str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "hosts").glob("*.lock")]
    for name in ("requirements.lock", "requirements-dev.lock", *hosts, "web/package-lock.json"):
        lock = text(name)
        assert "--index-url" not in lock
        assert '"resolved"' not in lock
        assert "sha256:" in lock or '"integrity"' in lock
    runtime = dict(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==(\S+)", text("requirements.lock"), re.M))
    working = dict(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==(\S+)", text("requirements-dev.lock"), re.M))
    assert {name: working.get(name) for name in runtime} == runtime, "tests run on what is shipped"


def test_containers_start_what_exists() -> None:
    """No container engine runs here; what can be held to the code is."""
    compose = yaml.safe_load(text("compose.yaml"))
    assert set(compose["services"]) == {"shop", "database"}
    known = {f"PRINTWRIGHT_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in compose["services"]["shop"]["environment"] if name.startswith("PRINTWRIGHT_")} <= known
    instructions = [line.split()[0] for line in text("Dockerfile").splitlines() if re.match(r"[A-Z]+ ", line)]
    assert instructions.count("FROM") == 2
    assert {"USER", "HEALTHCHECK", "CMD", "VOLUME"} <= set(instructions)
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text("Dockerfile"), re.M):
        for name in source.split():
            assert (ROOT / name).exists(), name
    for pin in re.findall(r"uv==([\d.]+)", text("Dockerfile")):
        assert f"uv=={pin}" in text("requirements-dev.lock")


def test_ci_does_what_the_guide_says() -> None:
    """What lands was linted and tested."""
    script = text(".ci/run")
    assert "make lint" in script
    assert "make test" in script


def test_one_version_everywhere() -> None:
    """The version stands in the project's description and in the server, and the changelog tells of it."""
    from server import VERSION

    assert f'version = "{VERSION}"' in text("pyproject.toml")
    assert f"## {VERSION}" in text("CHANGELOG.md")


def test_migrations_stand_in_one_row() -> None:
    """Each carries the number of its file and follows the one before it: two of one number could not be applied."""
    found = sorted((ROOT / "server" / "migrations" / "versions").glob("[0-9]*.py"))
    numbers = [f"{number:04}" for number in range(1, len(found) + 1)]
    assert [path.name[:4] for path in found] == numbers
    for path, number, before in zip(found, numbers, [None, *numbers], strict=False):
        words = dict(re.findall(r'^(revision|down_revision) = (?:"(\d+)"|None)$', path.read_text(), re.MULTILINE))
        assert words == {"revision": number, "down_revision": before or ""}, path.name
