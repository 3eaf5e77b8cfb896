"""What becomes of a referral for whoever made it, and what the pages do with everything a browser can send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.audit.models import Entry
from tessera.enquiries.actions import deciding, screening
from tessera.enquiries.models import Draft, Feedback, Referral
from tests.cast import as_member, client_as
from tests.stories.front_door import TUESDAY, given_referral
from tests.stories.test_a_school_refers import begun, sent, text_of, written

pytestmark = pytest.mark.django_db(transaction=True)

REFERRAL_QUERIES, LIST_QUERIES = 25, 14
"""At most so many statements for a whole page, sign-in, context and ledger among them, whatever the referral holds."""


# ---- two tabs ----


def test_what_another_tab_saved_is_shown_and_not_lost() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    page = f"{draft}daily-life/"
    ben.post(page, {"daily_life": "First", "tab": "one", "version": "0"})
    ben.post(page, {"daily_life": "From the second tab", "tab": "two", "version": "1"})
    late = ben.post(page, {"daily_life": "From the first tab", "tab": "one", "version": "1"})
    assert late["Location"].endswith("daily-life/#other-tab")
    shown = text_of(ben.get(page))
    assert "This page was changed in another tab" in shown
    assert "From the second tab" in shown
    assert "From the first tab</textarea>" in shown
    assert "Needs attention" in text_of(ben.get(draft))
    settled = {"daily_life": "Both", "tab": "three", "version": "3", "settled": "yes"}
    ben.post(f"{page}autosave/", {**settled, "daily_life": "Not yet"})  # typing is not choosing
    assert "From the second tab" in text_of(ben.get(page))
    assert ben.post(page, {**settled, "version": "4"}).status_code == 302
    assert "This page was changed in another tab" not in text_of(ben.get(page))


def test_autosave_in_one_tab_is_no_conflict_and_saves_only_changes() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    for words in ("He", "He gets", "He gets up", "He gets up"):
        body = {"daily_life": words, "tab": "one", "version": "0"}
        assert ben.post(f"{draft}daily-life/autosave/", body).json() == {"saved": True}
    answer = ben.post(f"{draft}daily-life/", {"daily_life": "He gets up", "tab": "one", "version": "0"})
    assert answer["Location"].endswith("/voices/")
    with as_member("ben"):
        kept = Draft.objects.get()
        assert kept.answers["daily-life"] == {"daily_life": "He gets up", "_version": 3, "_by": "one"}


def test_autosave_keeps_what_another_tab_typed() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    for tab, words in (("one", "Mine"), ("two", "Theirs"), ("one", "Mine, longer")):
        body = {"daily_life": words, "tab": tab, "version": "0"}
        ben.post(f"{draft}daily-life/autosave/", body)
    shown = text_of(ben.get(f"{draft}daily-life/"))
    assert "Mine, longer</textarea>" in shown
    assert "Theirs" in shown


# ---- lines, children ----


def test_lines_are_added_and_removed_with_no_script() -> None:
    ben = client_as("ben")
    page = f"{begun(ben)}what-happened/"
    assert text_of(ben.get(page)).count('name="row"') == 3
    two = {"row": ["1", "2"], "row-1-kind": "seen", "row-2-kind": "told", "row-1-text": "Wet shoes"}
    added = ben.post(page, {**two, "go": "add-heard", "tab": "a"})
    assert added["Location"].endswith("#row-3")
    shown = text_of(ben.get(page))
    assert 'id="row-3"' in shown
    assert "What was heard" in shown
    assert "Wet shoes" in shown
    three = {**two, "row": ["1", "2", "3"], "row-3-kind": "heard", "row-3-text": "“I am cold”"}
    ben.post(page, {**three, "go": "remove-1", "tab": "a"})
    shown = text_of(ben.get(page))
    assert "Wet shoes" not in shown
    assert "“I am cold”" in shown


def test_a_child_is_removed_only_when_that_is_said_again() -> None:
    ben = client_as("ben")
    draft = written(ben)
    assert "Remove Robin Ashdown" in text_of(ben.get(f"{draft}child-2/remove/"))
    assert ben.post(f"{draft}child-2/remove/")["Location"].endswith("/children/")
    assert "Robin" not in text_of(ben.get(f"{draft}children/"))
    with as_member("ben"):
        assert "Robin" not in str(Draft.objects.get().answers["child-2"])
    assert ben.get(f"{draft}child-3/").status_code == 200  # its number is never used again


def test_a_referral_holds_twenty_children_and_says_so() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    for number in range(1, 21):
        ben.post(f"{draft}child-{number}/", {"family_name": f"Ashdown{number}"})
    assert "holds no more than this" in text_of(ben.get(f"{draft}children/"))
    assert ben.post(f"{draft}child-21/", {"family_name": "One more"}).status_code == 404


def test_more_than_five_hundred_lines_are_kept_and_refused_in_words() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    rows = [str(number) for number in range(1, 502)]
    body: dict[str, Any] = {"row": rows, "go": "continue"}
    for number in rows:
        body |= {f"row-{number}-kind": "seen", f"row-{number}-text": "Wet shoes"}
    assert "This list has more than 500" in text_of(ben.post(f"{draft}what-happened/", body))


# ---- hostile ----


def test_markup_is_text_and_a_nul_is_shown_where_it_stood() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    nasty = "<script>alert(1)</script> {{ 7 }} \x00 end"
    shown = text_of(ben.post(f"{draft}child-1/", {"family_name": nasty, "also_known_as": nasty}))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown
    assert "cannot be kept" in shown
    assert "\x00" not in shown
    assert "<script>alert" not in text_of(ben.get(f"{draft}check/"))


def test_a_body_of_six_megabytes_is_refused_plainly() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    answer = ben.post(f"{draft}daily-life/", {"daily_life": "x" * 6_000_000})
    assert answer.status_code in (400, 413)
    with as_member("ben"):
        assert "daily-life" not in Draft.objects.get().answers


def test_choices_rows_and_numbers_that_nobody_offered_harm_nothing() -> None:
    ben = client_as("ben")
    draft = written(ben)
    odd: dict[str, dict[str, Any]] = {
        "concerns": {"concerns": ["neglect", "neglect", "nonsense"]},
        "consent": {"position": "maybe"},
        "level": {"level": "99"},
        "what-happened": {"row": ["1", "-1", "9" * 30, "x"], "row-1-kind": "gossip", "row-1-text": "x"},
        "child-1": {"family_name": "A", "age_kind": "age", "age_years": "-3", "sex": "?", "_version": "99"},
        "voice-1": {"child": "adult-1", "words": "x", "alone": "perhaps", "when_year": "99999"},
        "before": {"immediate_danger": "perhaps"},
    }
    for slug, body in odd.items():
        assert ben.post(f"{draft}{slug}/", {**body, "version": "x", "tab": "<b>"}).status_code in (200, 302)
    page = text_of(ben.post(f"{draft}check/"))
    assert "There is a problem" in page
    with as_member("ama"):
        assert not Referral.objects.exists()


def test_every_post_needs_its_token() -> None:
    draft = begun(client_as("ben"))
    strict = client_as("ben", enforce_csrf_checks=True)
    addresses = (
        "/referrals/new/",
        "/wording/",
        f"{draft}child-1/",
        f"{draft}child-1/autosave/",
        f"{draft}check/",
    )
    for address in addresses:
        assert strict.post(address, {"text": "x"}).status_code == 403, address


# ---- wording ----


def test_wording_hints_come_as_one_types_and_by_a_button_and_are_never_kept() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    words = "Mum fails to engage. <b>“Mum fails to engage”</b>"
    piece = text_of(ben.post("/wording/", {"text": words, "field": "daily_life"}))
    assert "things to look at" in piece
    assert "You do not have to change anything" in piece
    assert "<b>" not in piece
    assert "<html" not in piece
    page = text_of(ben.post(f"{draft}daily-life/", {"daily_life": words, "go": "wording"}))
    assert "things to look at" in page
    assert "tessera-mark" in page
    assert "tessera-mark" not in text_of(ben.get(f"{draft}daily-life/"))
    with as_member("ben"):
        assert Draft.objects.get().answers["daily-life"]["daily_life"] == words
        assert not Entry.objects.filter(kind="wording").exists()
    assert "too long to check" in text_of(ben.post("/wording/", {"text": "x" * 20_001}))
    assert ben.get("/wording/").status_code == 405


# ---- afterwards ----


def test_the_referrer_reads_back_what_they_wrote_and_that_is_recorded() -> None:
    ben = client_as("ben")
    address = sent(ben, written(ben)).removesuffix("receipt/")
    page = text_of(ben.get(address))
    for words in (
        "I do the nights.", "Wet shoes, and no socks.", "Told by the neighbour", "15 June 2026", "Keep from the family",
        "Who told us.", "12 Mill Row", "Must be kept secret", "Mo Pryce", "Rang three times.", "Name not known",
        "Sent, not read yet", "In the library", "A loose dog.",
    ):  # fmt: skip
        assert words in page, words
    assert page.index("I do the nights.") < page.index("Wet shoes")
    assert "Screen this referral" not in page
    with as_member("ama"):
        referral = Referral.objects.get()
        assert Entry.objects.filter(verb="see", kind="referral", row=referral.pk).count() == 1


def test_who_sees_a_referral_and_who_finds_nothing() -> None:
    ben = client_as("ben")
    address = sent(ben, written(ben)).removesuffix("receipt/")
    hub = text_of(client_as("ama").get(address))
    assert "Screen this referral" in hub
    assert "Say who Rowan Ashdown is" in hub
    assert "12 Mill Row" in hub
    for other in ("eve", "cass", "dev", "ada", "gil"):
        assert client_as(other).get(address).status_code == 404, other
        assert client_as(other).get(f"{address}receipt/").status_code == 404, other


def test_the_list_says_how_each_stands_and_the_outcome_when_told() -> None:
    referral = given_referral()
    ben = client_as("ben")
    assert "Sent, not read yet" in text_of(ben.get("/referrals/"))
    with as_member("ama") as ama:
        screening.screen(
            practitioner=ama, at=TUESDAY + timedelta(minutes=30), referral_id=referral.pk, outcome="advice_only",
            reason="The school can do this.", advice="Meet the parents.",
        )  # fmt: skip
    listed = text_of(ben.get("/referrals/"))
    assert "The hub is deciding what happens next" in listed
    assert "16 June 2026 at 11am" in listed
    with as_member("priya") as priya:
        owed = Feedback.objects.get(referral=referral)
        deciding.tell(
            practitioner=priya, at=TUESDAY + timedelta(hours=2), feedback_id=owed.pk,
            words="We gave advice, because one agency can help.", outcome="Advice given",
        )  # fmt: skip
    listed = text_of(ben.get("/referrals/"))
    assert "Advice given" in listed
    page = text_of(ben.get(f"/referrals/{referral.pk}/"))
    assert "We gave advice, because one agency can help." in page
    assert f"/referrals/{referral.pk}/challenge/" in page
    assert "Rowan" not in text_of(client_as("eve").get("/referrals/"))


def _queries(client: Any, address: str) -> int:
    client.get(address)  # what is worked out once is worked out
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_pages_ask_the_same_number_of_questions_whatever_they_hold() -> None:
    ben = client_as("ben")
    small = sent(ben, written(ben)).removesuffix("receipt/")
    one, listed = _queries(ben, small), _queries(ben, "/referrals/")
    many = [{"given_name": f"Child{n}", "family_name": "Ashdown", "age_years": n} for n in range(1, 16)]
    large = given_referral(children=many, lines=[{"kind": "seen", "text": f"Line {n}"} for n in range(60)])
    assert _queries(ben, f"/referrals/{large.pk}/") == one <= REFERRAL_QUERIES
    assert _queries(ben, "/referrals/") == listed <= LIST_QUERIES
