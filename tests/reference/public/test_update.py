from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableState, UsageError
from soescan.reference import builtin
from soescan.reference.public import CloudNetwork, Preload, PublicTables, table_files
from soescan.reference.public.update import Renewal, RenewalResult, list_statuses, update_tables
from soescan.web import Hop, Page
from tests.reference.public import factories

BASE = "https://lists.example/"
AWS = f"{BASE}aws/0"
Answers = dict[str, bytes | Page | UnreadableState]


def renewed(
    folder: Path, answers: Answers, *only: str, force: bool = False, least: int = 1
) -> dict[str, Renewal]:
    door, publishers = factories.Door(answers), factories.publishers(BASE, least)
    done = update_tables(folder, door, factories.NOW, publishers, only, force=force)
    return {one.id: one for one in done}


def answers(**changed: bytes | Page | UnreadableState) -> Answers:
    known: Answers = dict(factories.answers())
    return known | {f"{BASE}{name}/0": answer for name, answer in changed.items()}


def test_every_publisher_s_form_is_read(tmp_path: Path) -> None:
    done = renewed(tmp_path, answers())
    assert {one.became for one in done.values()} == {RenewalResult.RENEWED}, done
    tables = PublicTables.load(tmp_path)
    assert tables.dates["aws"] == tables.dates["azure"] == tables.dates["gcp"] == factories.DAY
    assert tables.dates["cloudflare"] == "2026-11-25", "an undated list is as old as its fetching"
    for address, expected in {
        "52.1.2.3": CloudNetwork("aws", "us-east-1", "EC2"),
        "52.17.0.1": CloudNetwork("aws", "eu-west-1", "EC2"),
        "99.84.1.1": CloudNetwork("aws", "", "CLOUDFRONT", edge=True),
        "2a05:d018:1::1": CloudNetwork("aws", "eu-west-1", "EC2"),
        "20.53.0.1": CloudNetwork("azure", "australiacentral", "AzureCloud"),
        "13.107.246.45": CloudNetwork("azure", "", "AzureFrontDoor", edge=True),
        "35.189.1.1": CloudNetwork("gcp", "australia-southeast1", "Google Cloud"),
        "34.96.1.1": CloudNetwork("gcp", "", "Google Cloud"),
        "129.144.9.9": CloudNetwork("oci", "us-ashburn-1", "OCI"),
        "104.131.0.9": CloudNetwork("digitalocean", "US-NJ Clifton", "", "US"),
        "103.3.63.255": CloudNetwork("linode", "SG-04 Singapore", "", "SG"),
        "104.16.1.1": CloudNetwork("cloudflare", edge=True),
        "2606:4700::1": CloudNetwork("cloudflare", edge=True),
        "151.101.1.195": CloudNetwork("fastly", edge=True),
        "104.64.0.1": CloudNetwork("akamai", edge=True),
        "185.199.108.153": CloudNetwork("github", "", "pages", edge=True),
        "::ffff:52.17.0.1": CloudNetwork("aws", "eu-west-1", "EC2"),
    }.items():
        assert tables.network(address) == expected, address
    for address in (
        "8.8.8.8",
        "0.0.0.1",
        "255.255.255.255",
        "::",
        "2001:4860::1",
        "x",
        "1.2.3",
        "",
    ):
        assert tables.network(address) is None, address


def test_the_preload_list_is_searched_by_whole_names(tmp_path: Path) -> None:
    renewed(tmp_path, answers())
    preloads = PublicTables.load(tmp_path).preloads
    assert preloads is not None
    assert preloads["acme.example"] == Preload(True, True)
    assert preloads["only.example"] == Preload(True, False)
    assert preloads["pinned.example"] == Preload(False, True)
    assert list(preloads) == ["acme.example", "bank", "only.example", "pinned.example"]
    assert len(preloads) == 4
    for name in ("acme", "google", "acme.example.", "", "a", "zz", "acme.example\tfs", "\x00", "ä"):
        assert name not in preloads, name


def test_bodies_are_asked_for_with_room_for_them(tmp_path: Path) -> None:
    door = factories.Door(answers())
    update_tables(tmp_path, door, factories.NOW, factories.publishers())
    limits = {question.url: question.limit for question in door.asked}
    assert limits[AWS] == 24 << 20
    assert limits[f"{BASE}azure/0"] == 0, "the page of downloads is a page"


GOOD = factories.aws(factories.ROWS["aws"])
MALICE: dict[str, bytes | Page | UnreadableState] = {
    "everything": factories.aws([("0.0.0.0/0", "us-east-1", "EC2")]),
    "half of everything": factories.aws([("128.0.0.0/1", "us-east-1", "EC2")]),
    "all of IPv6": factories.aws([("2000::/3", "us-east-1", "EC2")]),
    "a private network": factories.aws(
        [*factories.ROWS["aws"], ("10.1.0.0/16", "us-east-1", "EC2")]
    ),
    "around a private network": factories.aws([("172.0.0.0/8", "us-east-1", "EC2")]),
    "loopback": factories.aws([("::1/128", "us-east-1", "EC2")]),
    "mapped": factories.aws([("::ffff:0:0/96", "us-east-1", "EC2")]),
    "no network": factories.aws([("example.com", "us-east-1", "EC2")]),
    "a line break in a name": factories.aws([("52.0.0.0/11", "us\n1.0.0.0/8", "EC2")]),
    "a web page": b"<!doctype html><title>Sign in</title>",
    "another shape": b'{"prefixes": {"ip_prefix": "52.0.0.0/11"}}',
    "numbers for texts": b'{"createDate": 1, "prefixes": [], "ipv6_prefixes": []}',
    "truncated": GOOD[: len(GOOD) // 2],
    "empty": b"",
    "no rows": factories.aws([]),
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "not text": b"\xff\xfe\x00{",
    "numbers without end": b'{"createDate": ' + b"9" * 10_000 + b"}",
    "no date": factories.aws(factories.ROWS["aws"], "yesterday--"),
    "tomorrow's tomorrow": factories.aws(factories.ROWS["aws"], "2026-11-27"),
    "commas": b"[" + b"," * 9_000_000,
    "larger than it may be": GOOD + b" " * (24 << 20),
    "cut short": Page((Hop(AWS, 200),), GOOD, cut="the connection ended early"),
    "an error page": Page((Hop(AWS, 503),), GOOD),
    "not there": Page((Hop(AWS, 404),), b"not found"),
    "silence": UnreadableState.TIMEOUT,
    "a private address": UnreadableState.REFUSED,
}


@pytest.mark.parametrize("name", MALICE)
def test_a_list_that_is_not_what_it_should_be_changes_nothing(name: str, tmp_path: Path) -> None:
    renewed(tmp_path, answers())
    before = table_files.table_path(tmp_path, "aws").read_bytes()
    done = renewed(tmp_path, answers(aws=MALICE[name]), "aws")["aws"]
    assert done.became is RenewalResult.FAILED
    assert done.why
    assert len(done.why) < 200
    assert (done.day, done.rows) == (factories.DAY, 4), "the old one is still there"
    assert table_files.table_path(tmp_path, "aws").read_bytes() == before
    assert PublicTables.load(tmp_path).network("52.17.0.1") == CloudNetwork(
        "aws", "eu-west-1", "EC2"
    )


@pytest.mark.parametrize(
    ("table", "answer"),
    [
        ("azure", b"<html>no link here"),
        ("azure", f"{BASE}azure/a b/ServiceTags_Public_20261120.json".encode()),
        ("azure", b"https://evil.example/azure/1/ServiceTags_Public_20261120.json"),
        ("gcp", b'{"creationTime": "2026-11-20", "prefixes": [{"scope": "a", "service": "b"}]}'),
        ("oci", b'{"last_updated_timestamp": "2026-11-20", "regions": [{"region": "x"}]}'),
        ("digitalocean", b"104.131.0.0/17,U.S.,US-NJ,Clifton,\n"),
        ("digitalocean", b'104.131.0.0/17,"' + b"x" * 200_000),
        ("digitalocean", b"104.131.0.0/17,US,\x1b[2J,Clifton\n"),
        ("linode", b"<html>"),
        ("cloudflare", b"104.16.0.0/13 # and more\n"),
        ("fastly", b'{"addresses": ["151.101.0.0/16"]}'),
        ("github", b'{"hooks": ["192.30.252.0/22"]}'),
        ("akamai", b"PK\x03\x04" + b"\x00" * 40),
        ("akamai", b"104.64.0.0/10\n"),
        ("preload", b'{"entries": {}}'),
        ("preload", b'{"entries": [{"name": "a..b", "mode": "force-https"}]}'),
        ("preload", b"<html>"),
    ],
)
def test_no_form_is_guessed(table: str, answer: bytes, tmp_path: Path) -> None:
    done = renewed(tmp_path, answers(**{table: answer}))
    assert done[table].became is RenewalResult.FAILED, done[table]
    assert [one.id for one in done.values() if one.became is RenewalResult.FAILED] == [table]


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = factories.zipped([("104.64.0.0/10", "", "")] * 200_000)
    assert len(bomb) < 100_000
    done = renewed(tmp_path, answers(akamai=bomb), "akamai")["akamai"]
    assert "unpacks to more" in done.why


def many(count: int, day: str = factories.DAY) -> bytes:
    rows = [(f"52.{i // 256}.{i % 256}.0/24", "us-east-1", "EC2") for i in range(count)]
    return factories.aws(rows, day)


def test_a_table_that_lost_half_its_rows_or_grew_older_needs_force(tmp_path: Path) -> None:
    renewed(tmp_path, answers(aws=many(100)), "aws")
    shrunk = renewed(tmp_path, answers(aws=many(49)), "aws")["aws"]
    assert (shrunk.became, shrunk.rows) == (RenewalResult.FAILED, 100)
    assert "--force" in shrunk.why
    older = renewed(tmp_path, answers(aws=many(100, "2026-11-19")), "aws")["aws"]
    assert older.became is RenewalResult.FAILED
    assert renewed(tmp_path, answers(aws=many(50)), "aws")["aws"].became is RenewalResult.RENEWED
    forced = renewed(tmp_path, answers(aws=many(3, "2026-11-19")), "aws", force=True)["aws"]
    assert (forced.became, forced.rows, forced.day) == (RenewalResult.RENEWED, 3, "2026-11-19")


def test_force_does_not_make_everything_believable(tmp_path: Path) -> None:
    done = renewed(tmp_path, answers(aws=MALICE["everything"]), "aws", force=True)
    assert done["aws"].became is RenewalResult.FAILED


def test_too_few_and_too_many_rows_are_not_the_table(tmp_path: Path) -> None:
    few = renewed(tmp_path, answers(aws=many(9)), "aws", least=10)["aws"]
    assert "10" in few.why
    door = factories.Door(answers(aws=many(9)))
    known = factories.publishers()
    small = replace(known, tables=tuple(replace(one, most=8) for one in known.tables))
    (done,) = update_tables(tmp_path, door, factories.NOW, small, ["aws"])
    assert done.became is RenewalResult.FAILED


def test_the_same_list_again_is_unchanged(tmp_path: Path) -> None:
    renewed(tmp_path, answers())
    doubled = factories.aws([*factories.ROWS["aws"], *factories.ROWS["aws"]])
    done = renewed(tmp_path, answers(aws=doubled))
    assert {one.became for one in done.values()} == {RenewalResult.UNCHANGED}


def test_one_table_that_fails_does_not_hold_up_the_others(tmp_path: Path) -> None:
    done = renewed(tmp_path, answers(gcp=UnreadableState.DNS))
    assert done["gcp"] == Renewal("gcp", RenewalResult.FAILED, why="dns: made")
    tables = PublicTables.load(tmp_path)
    assert "gcp" not in tables.dates
    assert tables.network("52.17.0.1") is not None


def test_only_what_was_asked_for_is_fetched(tmp_path: Path) -> None:
    done = renewed(tmp_path, answers(), "aws", "oci")
    assert list(done) == ["aws", "oci"]
    assert PublicTables.load(tmp_path).preloads is None
    with pytest.raises(UsageError) as raised:
        renewed(tmp_path, answers(), "asw")
    assert "aws" in raised.value.hint


def test_the_status_says_how_old_each_table_is_and_where_it_is_from(tmp_path: Path) -> None:
    renewed(tmp_path, answers(), "aws")
    by_id = {
        one.id: one
        for one in list_statuses(
            tmp_path, factories.NOW + timedelta(days=3), factories.publishers()
        )
    }
    aws = by_id["aws"]
    assert (aws.there, aws.rows, aws.day, aws.age) == (True, 4, factories.DAY, 8)
    assert aws.addresses == (AWS,)
    assert not by_id["preload"].there


def test_an_empty_folder_has_no_tables(tmp_path: Path) -> None:
    tables = PublicTables.load(tmp_path / "none")
    assert tables.ranges is None
    assert tables.preloads is None
    assert tables.network("52.17.0.1") is None


def spoil(change: Callable[[bytes], bytes], path: Path) -> None:
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content[:40],
        lambda content: content.replace(b"soescan/networks@1", b"soescan/networks@0"),
        lambda content: b"[]" + content,
        lambda content: content[:-3] + b"\xff\xff\xff",
    ],
)
def test_an_index_that_is_not_whole_is_made_anew(
    change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    renewed(tmp_path, answers())
    whole = PublicTables.load(tmp_path)
    spoil(change, table_files.tables_folder(tmp_path) / table_files.INDEX)
    assert PublicTables.load(tmp_path) == replace(
        whole, preloads=PublicTables.load(tmp_path).preloads
    )
    assert PublicTables.load(tmp_path).network("52.17.0.1") == CloudNetwork(
        "aws", "eu-west-1", "EC2"
    )


def test_a_table_that_is_not_whole_counts_as_absent(tmp_path: Path) -> None:
    renewed(tmp_path, answers())
    spoil(
        lambda content: content.replace(b"eu-west-1", b"eu-west-2"),
        table_files.table_path(tmp_path, "aws"),
    )
    spoil(lambda content: b"{" + content, table_files.table_path(tmp_path, "gcp"))
    (table_files.tables_folder(tmp_path) / table_files.INDEX).unlink()
    tables = PublicTables.load(tmp_path)
    assert tables.network("52.17.0.1") is None
    assert "gcp" not in tables.dates
    assert tables.network("129.144.9.9") is not None


def test_an_index_of_other_tables_does_not_count(tmp_path: Path) -> None:
    renewed(tmp_path, answers())
    index = table_files.tables_folder(tmp_path) / table_files.INDEX
    old = index.read_bytes()
    renewed(
        tmp_path,
        answers(aws=factories.aws([("52.16.0.0/15", "us-west-2", "EC2")])),
        "aws",
        force=True,
    )
    index.write_bytes(old)
    assert PublicTables.load(tmp_path).network("52.17.0.1") == CloudNetwork(
        "aws", "us-west-2", "EC2"
    )


texts = st.text(max_size=40)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "prefixes",
                    "ipv6_prefixes",
                    "createDate",
                    "creationTime",
                    "values",
                    "regions",
                    "cidrs",
                    "cidr",
                    "region",
                    "name",
                    "properties",
                    "addressPrefixes",
                    "addresses",
                    "pages",
                    "tags",
                    "ipv6_addresses",
                    "last_updated_timestamp",
                    "entries",
                    "mode",
                    "ip_prefix",
                    "service",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
bodies = (
    st.binary(max_size=200)
    | texts.map(str.encode)
    | json_values.map(lambda value: json.dumps(value).encode())
    | st.builds(
        lambda body, at, byte: body[:at] + bytes([byte]) + body[at + 1 :],
        st.sampled_from(sorted(factories.answers().values())),
        st.integers(0, 400),
        st.integers(0, 255),
    )
)


@given(body=bodies)
def test_no_answer_of_a_publisher_raises(
    body: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("data")
    known: Answers = dict.fromkeys(factories.answers(), body)
    done = renewed(folder, known)
    assert len(done) == len(builtin.publishers().tables)
    assert PublicTables.load(folder).dates.keys() == {
        one.id for one in done.values() if one.became is not RenewalResult.FAILED
    }


@pytest.mark.slow
def test_the_real_lists_of_all_publishers_are_read(shared: Path, tmp_path: Path) -> None:
    rows = factories.shared_rows(shared)
    known: Answers = dict(factories.answers(rows))
    door = factories.Door(known)
    real = {one.id: one.least for one in builtin.publishers().tables}
    publishers = factories.publishers()
    publishers = replace(
        publishers,
        tables=tuple(
            replace(one, least=real[one.id]) for one in publishers.tables if one.id != "preload"
        ),
    )
    done = update_tables(tmp_path, door, factories.NOW, publishers)
    assert [one for one in done if one.became is not RenewalResult.RENEWED] == []
    tables = PublicTables.load(tmp_path)
    for prefix, region, _ in [row for rows_of in rows.values() for row in rows_of][::37]:
        network = ipaddress.ip_network(prefix)
        found = tables.network(str(network[0]))
        assert found is not None, prefix
        if region not in ("anycast", "global", "GLOBAL") and found.provider in rows:
            assert found.region, prefix
    assert tables.network("13.54.0.1") == CloudNetwork("aws", "ap-southeast-2", "EC2")
    assert tables.network("35.189.1.1") == CloudNetwork(
        "gcp", "australia-southeast1", "Google Cloud"
    )
