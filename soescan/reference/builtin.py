"""What came with soescan: the folder of catalogs, and the small tables in it.

In a checkout the folder is ``catalogs/`` beside the package; in a wheel it is inside the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from soescan.errors import CatalogError, UsageError
from soescan.files import did_you_mean, read_document
from soescan.model import (
    CountryIndex,
    FactKey,
    Matter,
    SeenAt,
    SharedHosts,
    Supplier,
    TableWords,
    Vocabulary,
)
from soescan.names import fold
from soescan.reference import compiled
from soescan.reference.countries import AdequacyTable, CountryTable
from soescan.schema import DocumentSchema

if TYPE_CHECKING:
    from soescan.reference.public.publishers import Publishers

N = TypeVar("N")


def catalogs_folder() -> Path:
    """The folder of the catalogs that came with soescan, in a checkout or in a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "catalogs"
    return inside if inside.is_dir() else package.parent / "catalogs"


def builtin_soes() -> Mapping[str, Path]:
    """The files of the SOEs that came with soescan, by name; the cases beside them are none."""
    files = sorted((catalogs_folder() / "soe").glob("*.yaml"))
    return {path.stem: path for path in files if not path.stem.endswith(".cases")}


def builtin_soe(name: str) -> Path:
    """The file of the SOE of a name, ``starter``; raises UsageError when there is none."""
    soes = builtin_soes()
    if name not in soes:
        hint = did_you_mean(name, soes) or f"there are: {', '.join(soes)}"
        raise UsageError(f"no SOE named {name!r} came with soescan", hint=hint)
    return soes[name]


def load(name: str, kind: type[N]) -> N:
    """One of the tables that came with soescan, as the noun it is made of.

    `name` is the file below the folder of catalogs, ``words.yaml`` or ``signs/hosts.yaml``; `kind`
    is the dataclass that its document describes. Each file is read once in a process, when it is
    first asked for, so that a command pays only for the tables it uses. Raises CatalogError with
    every problem of the file.
    """
    if name not in _LOADED:
        path = catalogs_folder() / name
        stem = f"table-{name.removesuffix('.yaml').replace('/', '-')}"
        _LOADED[name] = compiled.load_noun(stem, (path,), kind, lambda: read_table(path, kind))
    noun: N = _LOADED[name]
    return noun


_LOADED: dict[str, Any] = {}


def read_table(path: Path, kind: type[N]) -> N:
    """A table in a file, as the noun it is made of; raises CatalogError with every problem."""
    doc = read_document(path)
    table = DocumentSchema().read_document(doc, kind)
    doc.check(CatalogError)
    return table


# --- the vocabulary of facts ---------------------------------------------------------------------


@cache
def vocabulary() -> Mapping[str, FactKey]:
    """Every fact key, with ``{name}`` keys written out, and the names of countries in place."""
    keys = [key for template in _facts().facts for key in _expand_key(template)]
    return {key.key: replace(key, names=country_names()) if key.countries else key for key in keys}


@cache
def suppliable_facts() -> Mapping[str, FactKey]:
    """The fact keys that somebody can supply; soescan works out the others itself."""
    return {name: key for name, key in vocabulary().items() if set(key.by) != {Supplier.DERIVED}}


@cache
def days_valid(key: str, *, in_register: bool = False) -> int:
    """For how many days a fact that was seen may be used: what the longest matching prefix says.

    What a public register says lasts longer than what was seen on a day.
    """
    by_prefix = _facts().register_lasts if in_register else _facts().lasts
    prefixes = (prefix for prefix in by_prefix if key.startswith(prefix))
    return by_prefix[max(prefixes, key=len, default="default")]


@cache
def last_days() -> frozenset[str]:
    """The keys of last days: once one is past, what it speaks of is over."""
    return frozenset(name for name, key in vocabulary().items() if key.last_day)


@cache
def placed_facts() -> frozenset[str]:
    """The keys for which it matters at which address of a tool something was seen."""
    keys = vocabulary().items()
    return frozenset(name for name, key in keys if key.seen_at is not SeenAt.ANY_SITE)


@cache
def is_record_of_it(key: str) -> bool:
    """Can IT alone say it, so that nobody else's word counts?"""
    entry = vocabulary().get(key)
    return entry is not None and set(entry.by) == {Supplier.IT}


@cache
def is_fixed(key: str) -> bool:
    """Is a fact as it is, so that only another proposal could change it?"""
    return key.startswith(_facts().given)


@cache
def matters() -> Mapping[str, Matter]:
    """What facts are asked for together, by the id of the matter."""
    return {matter.id: matter for matter in _facts().matters}


@cache
def find_matter(key: str) -> Matter:
    """The matter that a fact key is about: the one with the longest beginning that fits.

    Raises KeyError for a key of which no matter holds.
    """
    by_beginning = {text: matter for matter in _facts().matters for text in matter.keys}
    fitting = [text for text in by_beginning if key.startswith(text)]
    return by_beginning[max(fitting, key=len, default="")]


def _facts() -> Vocabulary:
    return load("facts.yaml", Vocabulary)


def _expand_key(template: FactKey) -> Iterator[FactKey]:
    """The keys that an entry stands for: itself, or one for each member of its `each`."""
    if not template.each:
        yield template
    for name, written in template.each.items():
        texts = {
            field: getattr(template, field).replace("{name}", name if field == "key" else written)
            for field in ("key", "label", "question", "meaning")
        }
        yield replace(template, each={name: written}, **texts)


# --- other tables --------------------------------------------------------------------------------


def words() -> TableWords:
    """Column titles and words for standings, deployments, uses, yes and no in people's tables."""
    return load("words.yaml", TableWords)


@cache
def shared_hosts() -> frozenset[str]:
    """Registrable domains on which several products live: they identify none of them."""
    return frozenset(entry.domain for entry in load("shared-hosts.yaml", SharedHosts).hosts)


@cache
def broad_hosts() -> frozenset[str]:
    """Registrable domains of owners with very many products: to be on one points at none."""
    hosts = load("shared-hosts.yaml", SharedHosts).hosts
    return frozenset(entry.domain for entry in hosts if entry.broad)


@cache
def public_hosts() -> frozenset[str]:
    """Hosts on which anybody publishes under a path: what is known of the host is not theirs."""
    entries = load("shared-hosts.yaml", SharedHosts).hosts
    return frozenset(name for entry in entries for name in entry.public)


def publishers() -> Publishers:
    """The large public tables that can be fetched: address, form, and how many rows to expect."""
    from soescan.reference.public.publishers import Publishers

    return load("tables.yaml", Publishers)


@cache
def country_table() -> CountryTable:
    """``catalogs/countries.yaml``."""
    return load("countries.yaml", CountryTable)


@cache
def country_groups() -> Mapping[str, tuple[str, ...]]:
    """The members of each group, by its id; none where nobody has said who belongs to it."""
    table = country_table()
    vague = dict.fromkeys(table.regions, ())
    return vague | {group.id: group.members for group in table.groups}


@cache
def adequacy_table() -> AdequacyTable:
    """``catalogs/adequacy.yaml``."""
    return load("adequacy.yaml", AdequacyTable)


@cache
def country_operands() -> Mapping[str, tuple[str, ...]]:
    """What the id of each group stands for in a standard: its members and their territories.

    A group whose members change with the day stands for itself until the day is known.
    """
    groups = {group.id: (*group.members, *group.territories) for group in country_table().groups}
    return dict(country_groups()) | groups | {adequacy_table().id: (adequacy_table().id,)}


@cache
def country_index() -> CountryIndex:
    """Countries and groups of them, as conditions compare them."""
    adequate = tuple(decision.membership() for decision in adequacy_table().decisions)
    return CountryIndex(
        frozenset(name for name, key in vocabulary().items() if key.countries),
        frozenset(country.code for country in country_table().countries),
        country_groups(),
        {adequacy_table().id: adequate},
    )


@cache
def country_names() -> Mapping[str, str]:
    """The code, or the id of the group, that each folded name stands for."""
    table = country_table()
    ids = {fold(region): region for region in table.regions}
    groups = {group.id: group.names for group in table.groups}
    groups[adequacy_table().id] = adequacy_table().names
    for group_id, names in groups.items():
        ids |= {fold(name): group_id for name in (group_id, *names)}
    for country in table.countries:
        ids |= {fold(name): country.code for name in (country.name, *country.also, country.code)}
    return ids | {"uk": "GB", "el": "GR"}


def find_country(text: str) -> str:
    """The ISO 3166-1 code or the id of the group that a text is the name of; empty for none.

    >>> [find_country(text) for text in ("Deutschland", "UK", "EEA", "Atlantis")]
    ['DE', 'GB', 'EEA', '']
    """
    return country_names().get(fold(text), "")
