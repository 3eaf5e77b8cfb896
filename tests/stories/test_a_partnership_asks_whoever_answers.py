"""A partnership adds questions to an agency's answer by screen; answers are the agency's until it hands them over."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from config.demonstration import load
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import asking
from tessera.enquiries.jobs import count_drafts
from tessera.enquiries.models import DraftAnswer, Request
from tessera.enquiries.queries.answering import draft_of
from tessera.enquiries.rules.own_questions import Besides
from tessera.partnership.queries import in_force
from tessera.records.actions import NewLine
from tessera.records.models import Line
from tessera.records.rules.words import LineKind
from tests.cast import as_member, client_as
from tests.making import Worker, taken
from tests.pdf.reading import text
from tests.stories.test_a_partnership_asks_its_own_questions import agreed, words_on
from tests.stories.test_a_school_refers import text_of
from tests.stories.test_an_agency_answers import posted
from tests.stories.test_an_agency_hands_over import drawn
from tests.stories.test_an_old_enquiry_reads_as_it_did import when_agreed_anew
from tests.stories.test_the_hub_asks_an_agency import ANSWERS, ask_path, live_enquiry
from tests.stories.test_the_pages_of_settings import begun, number
from tests.stories.test_what_settings_would_change import words_of

pytestmark = pytest.mark.django_db(transaction=True)
AT = "request_templates.other.police.questions"
ADDED: dict[str, dict[str, str]] = {
    "last_call": {"label": "When were you last called there?", "kind": "date"},
    "crime": {"label": "Is there an open crime inquiry?", "kind": "yes_no_not_known", "required": "yes"},
    "who": {
        "label": "Who in the team knows the family?",
        "kind": "choice",
        "options": "pc | A constable\nnobody | Nobody",
    },
    "view": {"label": "What do you make of it?", "kind": "long_text", "line_kind": "opinion"},
}
LINE = {"kind": "record", "text": "Quillwort: two calls in March.", "source": "incident log"}
TYPED = {
    "own-last_call-answer_day": "3",
    "own-last_call-answer_month": "3",
    "own-last_call-answer_year": "2026",
    "own-who-answer": "pc",
    "own-view-answer": "Samphire: it gets worse.",
}
CRIME = {"own-crime-answer": "no"}
SAID = (
    "When were you last called there? 3 March 2026",
    "Is there an open crime inquiry? No",
    "Who in the team knows the family? A constable",
    "What do you make of it? Samphire: it gets worse.",
)


def given_added_by_screen() -> str:
    """The draft that holds them, each written on the page of its own."""
    ada = client_as("ada")
    page = begun(ada)
    for code, question in ADDED.items():
        part = ada.post(f"{page}add/requests/{AT}/", {"code": code})["Location"]
        given = {f"{AT.replace('.', '-')}-{code}-{name}": value for name, value in question.items()}
        given.setdefault(f"{AT.replace('.', '-')}-{code}-line_kind", "record")
        assert ada.post(part, given | {"number": number(page)}).status_code == 302, code
    return page


def asked_by_screen() -> Request:
    """The police are asked by the hub, from the template that has them."""
    enquiry, ama = live_enquiry(), client_as("ama")
    path = ask_path(enquiry, "Thornmere Police")
    shown = text_of(ama.get(path))
    assert "Is there an open crime inquiry?" in shown, "the hub reads what else is asked"
    assert ama.post(path, ANSWERS).status_code == 302
    with as_member("ama"):
        return Request.objects.get(enquiry=enquiry)


def answered(share: str = "own") -> Request:
    agreed(given_added_by_screen())
    request = asked_by_screen()
    given = posted(LINE, share=share) | TYPED | CRIME
    assert client_as("cass").post(f"/requests/{request.pk}/answer/", given).status_code == 302
    return request


def test_they_are_added_reworded_ordered_and_removed_by_screen_and_seen_as_they_will_be_asked() -> None:
    page, ada = given_added_by_screen(), client_as("ada")
    at = AT.replace(".", "-")
    wrong = ada.post(
        f"{page}areas/requests/{AT}.who/",
        {
            f"{at}-who-label": "Who?",
            f"{at}-who-kind": "choice",
            f"{at}-who-line_kind": "record",
            "number": number(page),
        },
    )
    assert "A choice has options" in text_of(wrong)
    drawn_now = text_of(ada.get(f"{page}forms/ask/?kind=police&concern=other"))
    order = [drawn_now.index(question["label"]) for question in ADDED.values()]
    assert order == sorted(order)
    for what, code in (("up", "crime"), ("remove", "view")):
        assert (
            ada.post(
                f"{page}arrange/requests/{AT}.{code}/", {"what": what, "number": number(page)}
            ).status_code
            == 302
        )
    drawn_then = text_of(ada.get(f"{page}forms/ask/?kind=police&concern=other"))
    assert drawn_then.index(ADDED["crime"]["label"]) < drawn_then.index(ADDED["last_call"]["label"])
    assert ADDED["view"]["label"] not in drawn_then
    part = text_of(ada.get(f"{page}areas/requests/request_templates.other.police/"))
    assert "could_not_say" not in part, "what every answer needs is no setting"
    example = text_of(ada.get(f"{page}forms/ask/?kind=health_community&concern=neglect"))
    assert "Is the child registered with a GP?" in example
    assert "Check before use." in example


def test_what_is_typed_is_kept_with_and_without_a_script_and_the_hub_sees_none_of_it() -> None:
    agreed(given_added_by_screen())
    request, cass = asked_by_screen(), client_as("cass")
    shown = text_of(cass.get(f"/requests/{request.pk}/"))
    assert shown.index("What do you know?") < shown.index("When were you last called there?")
    saved = f"/requests/{request.pk}/save/"
    drawn_with = {"version": "0", "tab": "one"}
    assert cass.post(saved, posted(LINE) | TYPED | drawn_with).status_code == 302
    by_script = {**TYPED, "own-view-answer": "Samphire: it gets worse, still.", **drawn_with}
    assert (
        cass.post(saved, posted(LINE) | by_script, headers={"X-Requested-With": "autosave"}).status_code
        == 204
    )
    again = text_of(client_as("cass").get(f"/requests/{request.pk}/"))
    for kept in ("it gets worse, still.", 'value="2026"'):
        assert kept in again, kept
    added = cass.post(saved, posted(LINE) | by_script | {"add": "1"})
    assert added["Location"].endswith("#line-1")
    with as_member("cass") as me:
        assert draft_of(me, request.pk)["own"]["own-who-answer"] == "pc", "a line more leaves it as it was"
    with as_member("ama") as me:
        assert draft_of(me, request.pk) == {}
        assert not DraftAnswer.objects.filter(request=request).exists()
    beside = {**posted(LINE), "own-view-answer": "Tariq thinks otherwise.", "version": "0", "tab": "two"}
    assert client_as("tariq").post(saved, beside)["Location"].endswith("#two-answers")
    two = text_of(cass.get(f"/requests/{request.pk}/"))
    assert two.count("Tariq thinks otherwise.") == 1
    with as_member("cass") as me:
        version = draft_of(me, request.pk)["_version"]
    both = {"window": "two", "keep": "both", "version": str(version)}
    assert cass.post(saved, both).status_code == 302
    with as_member("cass") as me:
        joined = draft_of(me, request.pk)["own"]["own-view-answer"]
    assert joined == "Samphire: it gets worse, still.\n\nTariq thinks otherwise."


def test_what_must_be_answered_is_asked_for_and_what_was_typed_stays() -> None:
    agreed(given_added_by_screen())
    request, cass = asked_by_screen(), client_as("cass")
    path = f"/requests/{request.pk}/answer/"
    wrong = TYPED | {"own-last_call-answer_day": "31", "own-last_call-answer_month": "2"}
    refused = text_of(cass.post(path, posted(LINE) | wrong))
    for words in ("Answer “Is there an open crime inquiry?”", "must be a real date", "Samphire"):
        assert words in refused, words
    with as_member("ama"):
        assert Request.objects.get(pk=request.pk).answered_at is None
    with as_member("cass") as me, pytest.raises(NotAllowed, match="open crime inquiry"):
        asking.answer(
            practitioner=me,
            at=timezone.now(),
            request_id=request.pk,
            lines=[NewLine(LineKind.RECORD, "Two calls.")],
            own=[Besides("who", "pc")],
        )


def test_kept_to_itself_the_hub_has_none_of_it_and_then_line_by_line_what_is_handed_over() -> None:
    request = answered()
    cass, hub = client_as("cass"), f"/enquiries/{request.enquiry_id}/"
    kept = text_of(cass.get(f"/requests/{request.pk}/"))
    assert all(words in kept for words in SAID)
    answers = ("3 March 2026", "inquiry? No", "A constable", "Samphire")
    for username in ("ama", "priya", "ben"):
        with as_member(username):
            said = " ".join(Line.objects.values_list("text", flat=True))
        assert not [words for words in answers if words in said], username
    assert not [words for words in answers if words in text_of(client_as("ama").get(hub))]
    path = f"/requests/{request.pk}/hand-over/"
    # The first line, then the four answers in the order of their questions.
    chosen = drawn(cass, path) | {"line-0-choice": "as_it_is", "line-1-choice": "as_it_is", "confirm": "1"}
    chosen |= {"line-2-choice": "new_words", "line-2-words": "No inquiry was opened."}
    for place in ("3", "4"):
        chosen |= {
            f"line-{place}-choice": "held_back",
            f"line-{place}-reason": "not_relevant",
            f"line-{place}-why": "A colleague’s name.",
        }
    assert cass.post(path, chosen).status_code == 302
    with as_member("ama"):
        got = set(Line.objects.filter(note__kind="handed_over").values_list("text", flat=True))
        assert got == {LINE["text"], SAID[0], "No inquiry was opened."}
    shown = text_of(client_as("ama").get(hub))
    assert SAID[0] in shown
    assert not [words for words in answers[1:] if words in shown]


def test_an_answer_that_needs_a_clearance_is_read_by_whoever_has_it_alone() -> None:
    agreed(given_added_by_screen())
    request, cass = asked_by_screen(), client_as("cass")
    given = posted(LINE, share="hub") | TYPED | CRIME | {"own-view-marks": "police_intelligence"}
    foreseen = cass.post(f"/requests/{request.pk}/who-will-see/", given).json()
    assert "“What do you make of it?”: " in str(foreseen), "it is said before it is sent"
    assert cass.post(f"/requests/{request.pk}/answer/", given).status_code == 302
    shown = text_of(client_as("ama").get(f"/enquiries/{request.enquiry_id}/"))
    assert all(words in shown for words in SAID[:3])
    assert "Samphire" not in shown
    seen = text_of(cass.get(f"/requests/{request.pk}/"))
    assert SAID[3] in seen


def test_after_five_later_versions_it_reads_as_it_was_asked(the_job_worker: Worker) -> None:
    request = answered("whole_case")
    enquiry = f"/enquiries/{request.enquiry_id}/"
    pages = (
        ("ama", enquiry),
        ("ama", f"/requests/{request.pk}/"),
        ("cass", f"/requests/{request.pk}/"),
        ("ama", f"/cases/{request.case_id}/chronology/"),
    )
    ada, later = client_as("ada"), begun(client_as("ada"))
    for code in ADDED:
        at = f"{later}arrange/requests/{AT}.{code}/"
        assert ada.post(at, {"what": "remove", "number": number(later)}).status_code == 302
    agreed(later)
    for version in range(1, 5):
        when_agreed_anew(version)
    with as_member("ama") as me:
        now = in_force(me.partnership_id, timezone.now()).settings
        assert now.answer_questions("other", "police") == {}
    for username, page in pages:
        shown = words_on(client_as(username).get(page))
        for words in SAID:
            assert words in shown, (username, page, words)
    file = text(taken(client_as("ama"), the_job_worker, request.case_id).content)
    for words in SAID:
        assert words in file, words
    with as_member("cass"):
        kinds = dict(Line.objects.filter(note__kind="return").values_list("text", "kind"))
    assert (kinds[SAID[1]], kinds[SAID[3]]) == ("record", "opinion")


def test_a_question_that_waits_goes_on_asking_what_it_was_sent_with_and_a_draft_that_stops_is_told(
    the_job_worker: Worker,
) -> None:
    agreed(given_added_by_screen())
    request, ada = asked_by_screen(), client_as("ada")
    later = begun(ada)
    assert (
        ada.post(
            f"{later}arrange/requests/{AT}.crime/", {"what": "remove", "number": number(later)}
        ).status_code
        == 302
    )
    with the_job_worker():
        assert count_drafts(datetime.now(UTC)) == 1
    shown = text_of(client_as("vera").get(f"{later}effect/"))
    row = "Questions waiting that ask “Is there an open crime inquiry?”, which the draft asks no more"
    assert words_of(shown, row) == "Fewer than 5"
    assert "last called there" not in shown.partition("The work under way")[2], "that goes on"
    agreed(later)
    cass = client_as("cass")
    assert "Is there an open crime inquiry?" in text_of(cass.get(f"/requests/{request.pk}/"))
    given = posted(LINE, share="hub") | TYPED | CRIME
    assert cass.post(f"/requests/{request.pk}/answer/", given).status_code == 302
    assert SAID[1] in text_of(client_as("ama").get(f"/enquiries/{request.enquiry_id}/"))


def test_the_demonstration_shows_one_that_was_answered() -> None:
    load.load(only={1})
    with as_member("ama"):
        asked = Request.objects.get(to_agency__name="Thornmere Community Health")
    shown = text_of(client_as("ama").get(f"/enquiries/{asked.enquiry_id}/"))
    assert "Is the child registered with a GP? Yes" in shown
