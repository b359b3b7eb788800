"""Tables in a form that is read quickly, kept beside the user's other caches.

YAML is for people who review facts; reading thousands of them takes a second. What was read is kept
as JSON under the hash of all that it was read from: a file that changes, the code that reads files,
or a new version of soescan makes another hash. The kept form is a convenience: where it cannot be
written, is damaged, or lies where somebody else could have written it, the YAML is read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import stat
import sys
import types
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from soescan import __version__
from soescan.errors import UsageError
from soescan.files import write_files
from soescan.model import Condition

N = TypeVar("N")

_FORMAT = "2"
"""Changes when the kept form does."""
_PACKAGE = Path(__file__).parents[1]
_READERS = (
    *(_PACKAGE / f"schema/{name}.py" for name in ("documents", "fields", "records", "values")),
    *(_PACKAGE / f"files/{name}.py" for name in ("documents", "core_schema")),
)
"""The code that makes nouns of YAML; what they are and hold by default stands in their modules."""
_NAMED = frozenset(get_args(Condition))
"""Kinds of which a field may hold any: in plain form their name goes before their fields."""


def load_noun(name: str, files: Iterable[Path], kind: type[N], read: Callable[[], N]) -> N:
    """What `read` returns, from the kept form if there is one for these files.

    `name` is the name of the kept form. Raises as `read` does.
    """
    noun: N = decode(kind, load_compiled(name, files, (kind,), read))
    return noun


def load_compiled(
    name: str, files: Iterable[Path], kinds: Iterable[type], read: Callable[[], Any]
) -> Any:
    """What `read` returns, as plain values, from the kept form if there is one for these files.

    `name` is the name of the kept form, `kinds` are the dataclasses in it. Their modules, and those
    of the dataclasses in them, count as its version. Raises as `read` does.
    """
    key = _hash_inputs(files, kinds)
    folder = _find_folder()
    path = folder / f"{name}-{key[:16]}.json" if folder else None
    kept = _read_kept(path, key) if path else None
    if kept is not None:
        return kept
    plain = encode(read())
    if path:
        _keep(path, key, plain)
    return plain


def _hash_inputs(files: Iterable[Path], kinds: Iterable[type]) -> str:
    digest = hashlib.sha256(f"{_FORMAT} {__version__}".encode())
    modules = {sys.modules[kind.__module__].__file__ for kind in _list_records(kinds)}
    for code in sorted({*_READERS, *(Path(file) for file in modules if file)}):
        digest.update(_hash_code(code))
    for path in sorted(files):
        digest.update(_read_framed(path))
    return digest.hexdigest()


@cache
def _hash_code(path: Path) -> bytes:
    return hashlib.sha256(_read_framed(path)).digest()


def _read_framed(path: Path) -> bytes:
    """A file with its name and length before it, so that no two sets of files look the same."""
    content = path.read_bytes()
    return f"\n{path.name} {len(content)}\n".encode() + content


def _find_folder() -> Path | None:
    """The folder of kept forms, made if need be; none where others could write to it."""
    import platformdirs

    try:
        folder = platformdirs.user_cache_path("soescan", appauthor=False)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_ours_alone(folder) else None
    except (OSError, RuntimeError):
        return None


def _is_ours_alone(path: Path) -> bool:
    """Can nobody else write to a folder or a file? Raises OSError where it cannot be told."""
    state = path.stat()
    is_own = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return is_own and (os.name != "posix" or not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def _read_kept(path: Path, key: str) -> Any:
    """The kept values, or None where there are none that are whole and ours."""
    try:
        if not _is_ours_alone(path):
            return None
        head, _, body = path.read_bytes().partition(b"\n")
        if head.decode() == f"{key} {hashlib.sha256(body).hexdigest()}":
            return json.loads(body)
    except (OSError, ValueError):
        return None
    return None


def _keep(path: Path, key: str, plain: object) -> None:
    """Write the kept form, and drop those of older files, where the place can be written."""
    body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    head = f"{key} {hashlib.sha256(body).hexdigest()}\n".encode()
    with suppress(OSError, UsageError):
        path.unlink(missing_ok=True)  # whose rights the new file would have
        write_files([(path, head + body)])
        for old in path.parent.glob(f"{path.name.rpartition('-')[0]}-{'[0-9a-f]' * 16}.json"):
            if old != path:
                old.unlink(missing_ok=True)


# --- dataclasses as plain values -----------------------------------------------------------------


def encode(value: Any) -> Any:
    """A value of dataclasses, enums, days, tuples and mappings, as lists and mappings of plain
    values.

    >>> from soescan.model import Place
    >>> encode({"a": (Place("x.yaml", 3),)})
    {'a': [['x.yaml', 3]]}
    """
    if dataclasses.is_dataclass(value):
        plain = [encode(getattr(value, field.name)) for field in dataclasses.fields(value)]
        return [type(value).__name__, *plain] if type(value) in _NAMED else plain
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    return value


def decode(kind: Any, plain: list[Any]) -> Any:
    """The dataclass of a kind that `encode` made plain.

    >>> from soescan.model import Place
    >>> decode(Place, ["x.yaml", 3])
    Place(file='x.yaml', line=3)
    """
    return _decoder(kind)(plain)


def _list_records(kinds: Iterable[Any]) -> list[Any]:
    """The dataclasses that types are made of, themselves among them, in an order of their own."""
    pending, seen = [*kinds], set()
    records = []
    while pending:
        kind = pending.pop()
        if kind in seen:
            continue
        seen.add(kind)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            records.append(kind)
            pending += _hints(kind).values()
        else:
            pending += get_args(kind)
    return records


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    """The types of a dataclass's fields."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    """How a plain value of a type is read; a value of any other type is taken as it is."""
    origin, arguments = get_origin(kind), get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _record_decoder(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind is date:
        return date.fromisoformat
    if origin is tuple:
        item = _decoder(arguments[0])
        return tuple if item is _as_it_is else lambda plain: tuple([item(p) for p in plain])
    if origin in (Union, types.UnionType):
        return _union_decoder(arguments)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        item = _decoder(arguments[1])
        return lambda plain: {key: item(p) for key, p in plain.items()}
    return _as_it_is


def _as_it_is(plain: Any) -> Any:
    return plain


def _record_decoder(kind: Any) -> Callable[[Any], Any]:
    readers = [_decoder(hint) for hint in _hints(kind).values()]
    name_fields = int(kind in _NAMED)
    # Most fields are text, and stay as they are.
    changing = [(index, read) for index, read in enumerate(readers) if read is not _as_it_is]

    def read_record(plain: list[Any]) -> Any:
        values = plain[name_fields:]
        for index, read in changing:
            values[index] = read(values[index])
        return kind(*values)

    return read_record


def _union_decoder(members: tuple[Any, ...]) -> Callable[[Any], Any]:
    """Of several types, those in `_NAMED` say which they are, and at most one other is a list."""
    members = tuple(member for member in members if member is not types.NoneType)
    if named := {member.__name__: member for member in members if member in _NAMED}:
        # They may hold each other, so that their readers can only be made when they are needed.
        return lambda plain: plain and _decoder(named[plain[0]])(plain)
    if len(members) == 1:
        read_only = _decoder(members[0])
        return lambda plain: None if plain is None else read_only(plain)
    listed = [m for m in members if dataclasses.is_dataclass(m) or get_origin(m) is tuple]
    if not listed:
        return _as_it_is
    read = _decoder(listed[0])
    return lambda plain: read(plain) if isinstance(plain, list) else plain
