"""Tables in a form that is read quickly, kept beside the user's other caches.

YAML is for people who review facts; reading thousands of them takes a second. What was read is kept
as JSON under the hash of all that it was read from: a file that changes, or a new version of
soescan, makes another hash. The kept form is a convenience: where it cannot be written, is damaged,
or lies where somebody else could have written it, the YAML is read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import stat
import types
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from soescan import __version__
from soescan.errors import UsageError
from soescan.files import write_files

_FORMAT = "1"
"""Changes when the kept form does."""


def load_compiled(
    name: str, files: Iterable[Path], kinds: Iterable[type], read: Callable[[], Any]
) -> Any:
    """What `read` returns, as plain values, from the kept form if there is one for these files.

    `name` is the name of the kept form, `kinds` are the dataclasses in it, whose fields count as
    its version. Raises as `read` does.
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
    for kind in kinds:
        digest.update(repr([field.name for field in dataclasses.fields(kind)]).encode())
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"\n{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _find_folder() -> Path | None:
    """The folder of kept forms, made if need be; none where others could write to it."""
    import platformdirs

    try:
        folder = platformdirs.user_cache_path("soescan", appauthor=False)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
    except (OSError, RuntimeError):
        return None
    is_own = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    is_closed = os.name != "posix" or not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return folder if is_own and is_closed else None


def _read_kept(path: Path, key: str) -> Any:
    """The kept values, or None where there are none that are whole."""
    try:
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
        write_files([(path, head + body)])
        for old in path.parent.glob(f"{path.name.rpartition('-')[0]}-*.json"):
            if old != path:
                old.unlink(missing_ok=True)


# --- dataclasses as plain values -----------------------------------------------------------------


def encode(value: Any) -> Any:
    """A value of dataclasses, enums, tuples and mappings as lists and mappings of plain values.

    >>> from soescan.model import Place
    >>> encode({"a": (Place("x.yaml", 3),)})
    {'a': [['x.yaml', 3]]}
    """
    if dataclasses.is_dataclass(value):
        return [encode(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, Enum):
        return value.value
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


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    """How a plain value of a type is read; a value of any other type is taken as it is."""
    origin, arguments = get_origin(kind), get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        readers = [_decoder(hints[field.name]) for field in dataclasses.fields(kind)]
        make: Any = kind
        return lambda plain: make(*[read(p) for read, p in zip(readers, plain, strict=True)])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if origin is tuple:
        item = _decoder(arguments[0])
        return lambda plain: tuple([item(p) for p in plain])
    if origin in (Union, types.UnionType):
        return _union_decoder(arguments)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        item = _decoder(arguments[1])
        return lambda plain: {key: item(p) for key, p in plain.items()}
    return lambda plain: plain


def _union_decoder(members: tuple[Any, ...]) -> Callable[[Any], Any]:
    """Of several types at most one is a list in plain form: a dataclass or a tuple."""
    listed = [m for m in members if dataclasses.is_dataclass(m) or get_origin(m) is tuple]
    if not listed:
        return lambda plain: plain
    read = _decoder(listed[0])
    return lambda plain: read(plain) if isinstance(plain, list) else plain
