"""A list of thirty real tools as marketing keeps it, against a list of IT's with unreadable cells.

Title rows, abbreviations, addresses for names, European and American amounts, dates in many styles;
in IT's list standings in two languages, errors of spreadsheets and a column of limits that nobody
knows. Every reading was checked by hand; IT's decisions are invented.
"""

from __future__ import annotations

from datetime import date

import pytest

from soescan import app, catalog, proposal
from soescan.model import Evidence, Report

TOOLS = """\
;;;;;;;;
Martech Wunschliste 2027 / wish list;;;;;;;;
Stand: 20.11.2026, owner: Brand team;;;;;;;;
;;;;;;;;
#;Tool;Website;What for;Data class;Cost;Needed by;Edition;Remarks
1;HubSpot Marketing Hub (Pro);https://www.hubspot.com/products/marketing;campaigns;confidential;1.500 €/Monat;31.03.2027;Professional;
2;Mailchimp;mailchimp.com;newsletter;internal;43.200,00 €;2027-04-15;;see Anna
3;https://www.hotjar.com;;heatmaps;internal;39 €/Monat;15/06/2027;;
4;GA4;https://analytics.google.com/;web analytics;internal;0;;;
5;GTM;tagmanager.google.com;tags;internal;;;;
6;SFMC;;journeys;confidential;$1.2M;Dec 2027;;
7;Marketo;www.marketo.com;lead nurturing;confidential;24k;1 March 2027;;
8;Semrush;semrush.com;SEO;public;$139.95/mo;3/4/27;Guru;
9;Canva®;https://www.canva.com/;design;public;119,99 EUR;2027-02-01;Free;
10;Hootsuite;http://hootsuite.com/;social;internal;;;;
11;Sprout Social;sproutsocial.com;social;internal;;;;
12;Typeform;https://acme.typeform.com/to/x1;surveys;internal;;;;
13;SurveyMonkey;surveymonkey.de;surveys;internal;;;;
14;Miro;miro.com;workshops;internal;;;Business;
15;Slack;slack.com;chat;internal;;;;
16;Zoom Workplace;zoom.us;webinars;internal;;;;
17;DeepL Pro;deepl.com;translation;confidential;;;;
18;Trackhound™;trackhound.example;tracking;internal;;;;
19;Cloudinary;cloudinary.com;images;public;;;;
20;Contentful;contentful.com;CMS;internal;;;;
21;Optimizely Web Experimentation;optimizely.com;A/B tests;internal;;;;
22;Intercom;intercom.com;chat;confidential;;;;
23;Drift;https://www.drift.com;chat;confidential;;;;
24;Usercentrics;usercentrics.com;consent;internal;;;;
25;OneTrust Cookie Consent;onetrust.com;consent;internal;;;;
26;Twilio Segment;segment.com;CDP;confidential;;;;
27;Intuit Mailchimp;https://mailchimp.com/;newsletter;confidential;;;;
28;Zapier;zapier.com;automation;internal;;;;
29;Unbounce;unbounce.com;landing pages;internal;;;;
30;Brevo;https://www.brevo.com/de/;e-mail;internal;€ 49;;;formerly Sendinblue
31;Pendo;pendo.io;product analytics;tbd;;;;
Summe;;;;;;;;
"""
SOE = """\
Application portfolio;;;;;;;
exported 2026-11-20;;;;;;;
Product;Vendor;Domain;Status;Approved until;Edition;Max data class;Conditions
HubSpot;HubSpot;hubspot.com;Denied;;;;
Mailchimp;Intuit;mailchimp.com;Approved;30.09.2027;;internal;
Hotjar;Contentsquare;hotjar.com;denied;;;;
Google Analytics;Google;analytics.google.com;Approved with conditions;31/12/2027;;internal;IP anonymisation on
Google Tag Manager;Google;tagmanager.google.com;Approved;3/4/27;;internal;
Salesforce Marketing Cloud;Salesforce;;Approved;Dec 2027;;confidential;
Marketo Engage;Adobe;marketo.com;Retiring;12/13/27;;;
Semrush;Semrush;semrush.com;Approved;#REF!;;public;
Canva;Canva;canva.com;Approved;2027-12-31;Enterprise;internal;
Hootsuite;Hootsuite;hootsuite.com;??;;;;
Sprout Social;Sprout Social;sproutsocial.com;Approved;30.09.2026;;;
Typeform;Typeform;typeform.com;Approved;;;public;
Miro;Miro;miro.com;Approved;2027-06-30;Enterprise;internal;
Slack;Salesforce;slack.com;verboten;;;;
Zoom Workplace;Zoom;zoom.us;Approved;tbd;;internal;
DeepL Pro;DeepL SE;deepl.com;freigegeben;30.04.2027;;vertraulich;
Trackhound;Trackhound;trackhound.example;Denied;;;;
Cloudinary;Cloudinary;cloudinary.com;Approved;46752;;n/a;
Contentful;Contentful;contentful.com;in Prüfung;;;;
Drift;Salesloft;drift.com;Denied;;;;
Segment;Twilio;segment.com;Approved;2027-12-31;;intern;
Zapier;Zapier;zapier.com;Approved, see note;;;;
Usercentrics;Usercentrics;usercentrics.com;Approved;2028-01-01;;internal;
"""
EXPECTED = """\
Hotjar;blocked;Hotjar
Slack;blocked;Slack
Trackhound™;blocked;Trackhound
Drift;blocked;Drift
Marketo;needs-exception;Marketo Engage
Canva®;needs-exception;Canva
Sprout Social;needs-exception;Sprout Social
Miro;needs-exception;Miro
HubSpot Marketing Hub (Pro);cannot-tell;
Mailchimp;cannot-tell;Mailchimp
GA4;cannot-tell;Google Analytics
GTM;cannot-tell;Google Tag Manager
SFMC;cannot-tell;Salesforce Marketing Cloud
Semrush;cannot-tell;Semrush
Hootsuite;cannot-tell;
Typeform;cannot-tell;Typeform
SurveyMonkey;cannot-tell;
Zoom Workplace;cannot-tell;Zoom Workplace
DeepL Pro;cannot-tell;DeepL Pro
Optimizely Web Experimentation;cannot-tell;
Intercom;cannot-tell;
Usercentrics;cannot-tell;Usercentrics
OneTrust Cookie Consent;cannot-tell;
Twilio Segment;cannot-tell;Segment
Intuit Mailchimp;cannot-tell;Mailchimp
Zapier;cannot-tell;
Unbounce;cannot-tell;
Brevo;cannot-tell;
Pendo;cannot-tell;
Contentful;fits-with-conditions;Contentful
Cloudinary;in-soe;Cloudinary
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("lists")
    tools, soe = folder / "tools.csv", folder / "soe.csv"
    tools.write_text(TOOLS, encoding="utf-8")
    soe.write_text(SOE, encoding="utf-8")
    proposed, notes = proposal.read([tools])
    read = catalog.read(soe)
    return app.review(proposed, read, Evidence(), date(2026, 11, 29), notes)


def test_every_row_is_read_as_a_person_reads_it(report: Report) -> None:
    found = [
        f"{one.tool.name};{one.outcome};{one.match.product.name if one.match.product else ''}"
        for one in report.assessments
    ]
    assert sorted(found) == sorted(EXPECTED.splitlines())


def test_amounts_and_dates_are_read_or_told(report: Report) -> None:
    tools = {one.tool.name: one.tool for one in report.assessments}
    costs = [(name, tool.cost.annual, tool.cost.currency) for name, tool in tools.items()]
    assert [cost for cost in costs if cost[1]] == [
        ("HubSpot Marketing Hub (Pro)", 18_000, "EUR"),
        ("Mailchimp", 43_200, "EUR"),
        ("Hotjar", 468, "EUR"),
        ("SFMC", 1_200_000, "USD"),
        ("Marketo", 24_000, ""),
        ("Semrush", 1_679.4, "USD"),
        ("Canva®", 119.99, "EUR"),
        ("Brevo", 49, "EUR"),
    ]
    wishes = [(name, str(tool.wish_date)) for name, tool in tools.items() if tool.wish_date]
    assert wishes == [  # 3/4/27, which Semrush has, may be two days
        ("HubSpot Marketing Hub (Pro)", "2027-03-31"),
        ("Mailchimp", "2027-04-15"),
        ("Hotjar", "2027-06-15"),
        ("SFMC", "2027-12-31"),
        ("Marketo", "2027-03-01"),
        ("Canva®", "2027-02-01"),
    ]
    says = " ".join(note.says for note in report.notes)
    for told in (
        "'3/4/27'",
        "'#REF!'",
        "'tbd'",
        "'??'",
        "'Approved, see note'",
        "'Max data class'",
    ):
        assert told in says
