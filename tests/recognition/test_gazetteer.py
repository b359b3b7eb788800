"""Only what leaves no doubt is a country."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.recognition.gazetteer import (
    country_names,
    find_countries,
    find_places,
    words_besides_places,
)
from soescan.reference import builtin
from soescan.reference.countries import CountryTable


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("United States", "US"),
        ("USA", "US"),
        ("U.S.", "US"),
        ("contact us", ""),
        ("DE / FR / UK", "DE FR GB"),
        ("IT", "IT"),
        ("NO", ""),
        ("Niederlande und Vereinigte Staaten", "NL US"),
        ("Côte d'Ivoire", "CI"),
        ("Hong Kong SAR China", "HK"),
        ("United Kingdom of Great Britain and Northern Ireland", "GB"),
        ("Papua New Guinea", "PG"),
        ("Congo", ""),
        ("South Georgia and the South Sandwich Islands", "GS"),
        # Parts of countries
        ("New Jersey", "US"),
        ("Jersey City", "US"),
        ("Jersey", "JE"),
        ("New Mexico", "US"),
        ("Georgia", "GE"),
        ("Tbilisi, Georgia", "GE"),
        ("Atlanta, Georgia, USA", "US"),
        ("Georgia, United States", "US"),
        ("United States (Georgia)", "US"),
        ("Germany, Georgia", "DE GE"),
        # Cities
        ("Dublin, Ireland", "IE"),
        ("Dublin, Ohio", "US"),
        ("Dublin, CA", "US"),
        ("Toronto, CA", "CA"),
        ("London, Ontario, Canada", "CA"),
        ("Paris, Texas", "US"),
        ("Frankfurt, DE", "DE"),
        ("Mumbai, IN", "IN"),
        ("San Francisco, CA 94105", "US"),
        ("Frankfurt und Irland", "DE IE"),
        ("São Paulo", "BR"),
        # Regions are no countries
        ("EU/EEA", ""),
        ("Global", ""),
        # What is left out, and whose data it is
        ("outside the United States", ""),
        ("non-US", ""),
        ("Outside of the European Union, in the United States", "US"),
        ("Australia (APAC customers only)", "AU"),
        ("Ireland (for UK customers)", "IE"),
        ("Data of EU customers is stored in Germany", "DE"),
        ("Canada (customers based in the United States)", "CA"),
        ("US (all customers except EU customers)", "US"),
    ],
)
def test_a_place_is_in_these_countries(text: str, codes: str) -> None:
    assert find_countries(text) == tuple(codes.split())


def test_regions_are_named_as_the_text_names_them() -> None:
    assert find_places("EEA, Asia Pacific and Global").regions == ("EEA", "Asia Pacific", "Global")
    assert find_places("AWS Region eu-west-1").regions == ()


def test_every_name_in_the_gazetteer_leads_to_its_country() -> None:
    for country in builtin.load("countries.yaml", CountryTable).countries:
        for name in (country.name, *country.also, *country.cities, *country.parts):
            assert find_countries(name) == (country.code,), name
        assert country_names((country.code,)) == (country.name,)


def test_there_are_all_countries_once() -> None:
    codes = [one.code for one in builtin.load("countries.yaml", CountryTable).countries]
    assert len(codes) == len(set(codes)) == 249


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    find_places(text)
    words_besides_places(text)


NAMES = st.sampled_from(["Germany", "EU", "Georgia", "Atlanta", "TX", ",", "(", "not", "customers"])


@given(st.lists(NAMES, max_size=12))
def test_places_in_any_order_are_read(names: list[str]) -> None:
    found = find_countries(" ".join(names))
    assert set(found) <= {"DE", "GE", "US"}
    assert len(set(found)) == len(found)


def test_a_long_text_is_read_in_time() -> None:
    assert find_countries("Papua New " * 100_000) == ()
    assert find_countries("Georgia, " * 100_000) == ("GE",)
