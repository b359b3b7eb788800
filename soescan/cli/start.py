"""Five questions, and the check that they lead to: for whoever has a list and no command yet."""

from __future__ import annotations

import io
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from soescan.cli.check import check
from soescan.cli.endings import say
from soescan.cli.pasting import is_typed
from soescan.cli.report_options import AUDIENCES, check_report_path
from soescan.cli.shared import read_catalog
from soescan.cli.terminal import was_plain_asked
from soescan.errors import SoescanError, UsageError, printable

if TYPE_CHECKING:
    from soescan.model import Note, Proposal

T = TypeVar("T")
_NONE = "none"
_YES, _NO = ("y", "yes"), ("n", "no")
_FILE_ENDINGS = (
    *(".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".numbers"),
    *(".json", ".jsonl", ".yaml", ".yml", ".txt", ".md"),
)
"""Endings of lists; no tool is called so."""
_FEW_NAMES = 4
_FEW_NOTES = 3


@dataclass(frozen=True, slots=True)
class _ListAnswer:
    """A list of tools: a file that is there, or a text that is yet to be put into one."""

    path: Path | None
    text: str = ""


@click.command()
@click.pass_context
def start(context: click.Context) -> None:
    """Ask five questions and check the tools.

    They are about your list, IT's list if you have it, who reads the report, a look at the vendors'
    sites, and where to put the report. The command that follows from the answers is shown before it
    runs. Answers can also be piped, one a line.

    \b
        soescan start
    """
    if sys.stdin is None:
        raise UsageError("nobody can answer: standard input is closed")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a name in another encoding is only not found
    try:
        words = _ask_all()
    except click.Abort as abort:
        is_interrupt = isinstance(abort.__context__, KeyboardInterrupt)
        say("\nstopped: nothing was written")
        sys.exit(130 if is_interrupt else 1)
    say(f"\nThis command does it; run it again when the list changes:\n  soescan {_quote(words)}\n")
    _run(context, words)


def _ask_all() -> list[str]:
    """The words of the command that the answers ask for; a pasted list is in a file by then."""
    if is_typed():
        say("Five questions. Enter takes the answer in brackets; Ctrl-C leaves.")
    tools = _ask(_WHICH_TOOLS, "Tools", "", _read_tools)
    soe = _ask(_WHICH_CATALOG, "IT's list", _NONE, _read_soe)
    audience = _ask(_WHO_READS, "Reader", AUDIENCES[0], _read_audience)
    may_scan = _ask(_MAY_SCAN, "Look at the sites", "no", _read_yes_or_no)
    inputs = [path for path in (tools.path, soe) if path]
    offered = str(_free_name(Path("report.html")))
    report = _ask(_WHERE, "Report", offered, lambda text: _read_report(text, inputs))
    path = tools.path or _save_list(tools.text, report.parent)
    return [*_words(path, soe, audience, report, may_scan=may_scan)]


def _words(
    tools: Path, soe: Path | None, audience: str, report: Path, *, may_scan: bool
) -> Iterator[str]:
    """The words behind `soescan`; what a command does unasked is not said."""
    yield from ("check", _as_word(tools))
    if soe:
        yield from ("--soe", _as_word(soe))
    if audience != AUDIENCES[0] or report.suffix.lower() == ".xlsx":
        yield from ("--for", audience)
    if may_scan:
        yield "--scan"
    if was_plain_asked():
        yield "--plain"
    yield from ("-o", _as_word(report), "-o", "-")


def _as_word(path: Path) -> str:
    """A path that no command takes for an option."""
    return f"./{path}" if str(path).startswith("-") else str(path)


def _quote(words: Sequence[str]) -> str:
    """Words as the shell of this system takes them."""
    if sys.platform == "win32":
        from subprocess import list2cmdline

        return list2cmdline(words)
    return shlex.join(words)


def _run(context: click.Context, words: Sequence[str]) -> None:
    """Run the command as if it had been typed, and say what comes next."""
    arguments = list(words[1:])
    report = arguments[arguments.index("-o") + 1]
    try:
        with check.make_context("check", arguments, parent=context.parent) as checking:
            check.invoke(checking)
    except SystemExit as end:
        if not end.code:
            say(f"\nNext: soescan {_quote(('open', report))}")
        raise


# --- asking --------------------------------------------------------------------------------------

_WHICH_TOOLS = (
    "1 of 5. Which tools? Name a file, or type or paste names; an empty line ends the list."
)
_WHICH_CATALOG = (
    "2 of 5. Do you have IT's list of approved products? Name its file, or press Enter."
)
_WHO_READS = f"3 of 5. Who reads the report: {AUDIENCES[0]}, {AUDIENCES[1]} or {AUDIENCES[2]}?"
_MAY_SCAN = (
    "4 of 5. May soescan look at the vendors' public sites, as a visitor does? Answer yes or no."
)
_WHERE = "5 of 5. Where should the report go? Name a file that ends in .html, .docx, .xlsx or .pdf."


def _ask(says: str, label: str, default: str, read: Callable[[str], T]) -> T:
    """What an answer means: a person is asked again until it means something.

    Raises:
        SoescanError: a piped answer means nothing, or there is none.
    """
    if not is_typed():
        line = sys.stdin.readline()
        if not line:
            hint = "pipe five answers, one a line; an empty line takes the usual one"
            raise UsageError(f"the answers end before {says.partition('?')[0]}?", hint=hint)
        return read(line.strip() or default)

    def check_answer(text: str) -> T:
        try:
            return read(text.strip() or default)
        except SoescanError as error:
            hint = f"\n{error.hint[:1].upper()}{error.hint[1:]}" if error.hint else ""
            raise click.UsageError(printable(f"{error}{hint}")) from error

    say(f"\n{says}")
    return click.prompt(label, default=default or None, value_proc=check_answer, err=True)


def _more_lines() -> Iterator[str]:
    """The further lines of a list that somebody types or pastes, up to an empty one.

    An empty line in the middle of what is pasted ends nothing.
    """
    while True:
        line = click.prompt("", default="", show_default=False, prompt_suffix="", err=True)
        if not line.strip() and not _is_more_waiting():
            return
        yield line


def _is_more_waiting() -> bool:
    """Has more been pasted than was read so far?"""
    import select

    try:
        return bool(select.select([sys.stdin], [], [], 0.05)[0])
    except (OSError, ValueError):  # Windows selects sockets only
        return False


# --- what answers mean ---------------------------------------------------------------------------


def _read_tools(answer: str) -> _ListAnswer:
    if not answer:
        raise UsageError("expected a file or names of tools, found nothing")
    if path := _find_file(answer):
        _check_tools(path)
        return _ListAnswer(path)
    _refuse_missing_file(answer)
    lines = [answer, *_more_lines()] if is_typed() else [answer]
    text = "\n".join(lines) + "\n"
    _check_text(text)
    return _ListAnswer(None, text)


def _find_file(answer: str) -> Path | None:
    """The file that an answer names: as a shell would take it, too, with quotes or a tilde."""
    unquoted = answer[1:-1] if answer[:1] in "'\"" and answer[-1:] == answer[:1] else answer
    for name in (answer, unquoted, unquoted.replace("\\ ", " ")):
        try:
            path = _as_path(name)
            if path.is_file():
                return path
        except (OSError, ValueError):
            continue
    return None


def _as_path(name: str) -> Path:
    """A path, with the home of whoever a tilde stands for."""
    try:
        return Path(name).expanduser()
    except RuntimeError:  # no home folder is known
        return Path(name)


def _refuse_missing_file(answer: str) -> None:
    """Raise UsageError for what must be the name of a file, and is that of none."""
    from soescan.files import did_you_mean

    if "\n" in answer or "," in answer or "://" in answer:
        return
    path = Path(answer.strip("'\""))
    try:
        beside = [str(path.parent / one.name) for one in path.parent.iterdir()]
    except (OSError, ValueError):
        beside = []
    meant = did_you_mean(str(path), beside) if path.suffix else ""
    is_path = path.suffix.lower() in _FILE_ENDINGS or ("/" in answer and " " not in answer)
    if meant or is_path:
        raise UsageError(f"there is no file {answer}", hint=meant)


def _check_tools(path: Path) -> None:
    """Read a list, say how many tools are in it, and what was done to it."""
    from soescan import proposal

    _say_tools(*proposal.read([path]))


def _check_text(text: str) -> None:
    """The same of a text that is in no file yet."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "tools.txt"
        path.write_text(text, encoding="utf-8", errors="replace")
        _check_tools(path)


def _say_tools(proposal: Proposal, notes: Sequence[Note]) -> None:
    from soescan.quantities import quantity

    names = [tool.name for tool in proposal.tools]
    more = ", …" if len(names) > _FEW_NAMES else ""
    say(f"{quantity(len(names), 'tool')}: {', '.join(names[:_FEW_NAMES])}{more}")
    for note in [note for note in notes if note.rejected][:_FEW_NOTES]:
        say(note.counted)


def _read_soe(answer: str) -> Path | None:
    if answer.lower() in (_NONE, *_NO):
        return None
    path = _find_file(answer)
    if path is None:
        _refuse_missing_file(answer)
        raise UsageError(f"there is no file {answer}", hint="press Enter if you have no list")
    read = read_catalog(path, (), "")
    say(f"{len(read.catalog.products)} products of {read.catalog.catalog.name}")
    return path


def _read_audience(answer: str) -> str:
    known = [name for name in AUDIENCES if name.startswith(answer.lower())]
    if len(known) != 1:
        raise UsageError(f"expected one of {', '.join(AUDIENCES)}, found {answer!r}")
    return known[0]


def _read_yes_or_no(answer: str) -> bool:
    if answer.lower() not in (*_YES, *_NO):
        raise UsageError(f"expected yes or no, found {answer!r}")
    return answer.lower() in _YES


def _read_report(answer: str, inputs: Sequence[Path]) -> Path:
    path = _as_path(answer)
    if path.is_dir() or answer.endswith(("/", "\\")):
        path = _free_name(path / "report.html")
    check_report_path(path, inputs)
    if path.exists() and not (is_typed() and click.confirm(f"Write over {path}?", err=True)):
        raise UsageError(f"{path} is there already", hint="name another")
    return path


# --- files ---------------------------------------------------------------------------------------


def _free_name(path: Path) -> Path:
    """A path where nothing is yet: this one, or with a number."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _save_list(text: str, folder: Path) -> Path:
    """Put a list into a new file, and say into which."""
    from soescan.files import write_file

    path = _free_name(folder / "tools.txt")
    write_file(path, text)
    say(f"\nYour list is in {path} now.")
    return path
