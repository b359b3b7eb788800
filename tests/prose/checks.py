"""What codespell and proselint say of texts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

_WORDS = Path(__file__).with_name("words.txt")
_BOTH_RIGHT = {"program", "license", "practice", "check", "meter", "disk", "story", "draft", "tire"}
"""Words that are American for one thing and right for another."""
_NOT_ASKED = (
    *("typography", "lexical_illusions", "dates_times", "misc.phrasal_adjectives"),
    *("spelling.consistency", "spelling.able_ible"),
)
"""Checks of what is typed, of a word beside itself in another cell, and of foreign words and names."""


def check_spelling(texts: Mapping[str, str]) -> Iterator[str]:
    """Yield what is misspelt, or spelt as Americans do, with place and what is meant."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        american = folder / "american.txt"
        american.write_text("\n".join(_american_words()), "utf-8")
        paths = _write(folder, texts)
        command = [*(sys.executable, "-m", "codespell_lib", "--builtin", "clear,rare"),
                   *("--dictionary", "-", "--dictionary", str(american), "--quiet-level", "3"),
                   *("--ignore-words", str(_WORDS)), *map(str, paths)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert not done.stderr, done.stderr
        yield from (line.removeprefix(f"{folder}/") for line in done.stdout.splitlines())


def _american_words() -> Iterator[str]:
    """Codespell's list of British words and their American spelling, the other way round."""
    listed = files("codespell_lib").joinpath("data/dictionary_en-GB_to_en-US.txt")
    for line in listed.read_text("utf-8").splitlines():
        british, _, american = line.partition("->")
        if "," not in american and american not in _BOTH_RIGHT and british != "artefact":
            yield f"{american}->{british}"


def check_style(texts: Mapping[str, str]) -> Iterator[str]:
    """Yield worn phrases, archaisms and the like, with place and advice."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        command = [*(sys.executable, "-m", "proselint", "--output-format", "compact", "check"),
                   *map(str, _write(folder, texts))]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert not done.stderr, done.stderr
        for line in done.stdout.splitlines():
            check = line.split(": ", 1)[-1]
            if line.startswith(str(folder)) and not check.startswith(_NOT_ASKED):
                yield line.removeprefix(f"{folder}/")


def _write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / f"{name.replace('/', '-').removesuffix('.md')}.md"
        path.write_text(text, "utf-8")
        paths.append(path)
    return paths
