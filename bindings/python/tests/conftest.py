"""Articles of our own, and the command to compare with."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import onrecord

ROOT = Path(__file__).resolve().parents[3]
NEWS = "“Taxes will fall,” said Gov. Ann Ortiz (D-Ohio). Müller’s party 🙂 denied it."


# Who gave which records: lines of a table at the end of the run.
SAME: list[str] = []


def same(who: str, found: dict[str, str], expected: dict[str, str], package: str = "") -> None:
    """The records are equal to the byte."""
    assert found.keys() == expected.keys()
    for id, record in found.items():
        assert record == expected[id], f"{who}: {id}"
    whole = "".join(found[id] + "\n" for id in sorted(found)).encode()
    told = f"{who} {version(package)}" if package else who
    SAME.append(f"{told:24} {len(found):9,} {len(whole):12,}  {hashlib.sha256(whole).hexdigest()[:16]}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if SAME:
        terminalreporter.section("the same records")
        terminalreporter.line(f"{'':24} {'articles':>9} {'bytes':>12}  sha256")
        for line in SAME:
            terminalreporter.line(line)


def fixtures() -> list[dict[str, str]]:
    """The articles of the repository, as rows."""
    paths = sorted((ROOT / "fixtures/articles").glob("*.txt"))
    return [{"id": path.stem, "text": path.read_text(encoding="utf-8")} for path in paths]


def dev_articles() -> Path | None:
    """Articles that are not part of the repository."""
    path = ROOT / "../shared/data/polnear/dev.jsonl"
    return path if path.exists() else None


def command() -> Path | None:
    """The newest `onrecord` that was built; its version of weights must be ours."""
    named = os.environ.get("ONRECORD")
    built = [ROOT / "target" / profile / "onrecord" for profile in ("release", "quick", "debug")]
    found = [Path(named)] if named else [path for path in built if path.exists()]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def command_lines(rows: list[dict[str, str]], folder: Path, *options: str) -> list[str]:
    """What the command writes for these articles, a line an article."""
    binary = command()
    if binary is None:
        pytest.skip("NOT COMPARED: no command built (cargo build --features cli)")
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    arguments = [str(binary), "extract", "--quiet", *options, str(source)]
    done = subprocess.run(arguments, capture_output=True, check=True)
    return done.stdout.decode().splitlines()


@pytest.fixture(scope="session")
def extractor() -> onrecord.Extractor:
    return onrecord.Extractor()


@pytest.fixture(scope="session")
def rows() -> list[dict[str, str]]:
    return fixtures()
