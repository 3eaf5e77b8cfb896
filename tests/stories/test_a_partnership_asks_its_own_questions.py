"""A partnership adds questions to the referral by screen, a school answers them, and both read so for ever."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.utils import timezone

from tessera.enquiries.actions import screening
from tessera.enquiries.models import Enquiry, Referral, ReferralAnswer
from tessera.partnership.queries import in_force
from tests.cast import as_member, client_as
from tests.pdf.reading import text
from tests.stories.front_door import given_request
from tests.stories.test_a_school_refers import WHOLE, sent, text_of, written
from tests.stories.test_settings_are_agreed_by_two import when_approved, when_sent
from tests.stories.test_the_pages_of_settings import begun, number

pytestmark = pytest.mark.django_db(transaction=True)

WRITTEN = {
    "hopes": {
        "pets": {"label": "Are there animals at home?", "kind": "choice", "options": "dog | A dog\ncat | A cat"},
        "which": {
            "label": "Does the dog bite?", "kind": "yes_no_not_known", "only_if": "pets", "only_if_answer": "dog",
            "required": "yes",
        },
    },
    "children": {"since": {"label": "At this school since", "kind": "date"}},
}  # fmt: skip
SINCE = {"own-since-answer_day": "1", "own-since-answer_month": "9", "own-since-answer_year": "2024"}


def given_added_by_screen() -> str:
    """The draft that holds them, once each was added on the page of its section."""
    ada = client_as("ada")
    page = begun(ada)
    for section, questions in WRITTEN.items():
        for code, question in questions.items():
            at = f"referral.{section}.questions"
            part = ada.post(f"{page}add/referral/{at}/", {"code": code})["Location"]
            given = {f"{at.replace('.', '-')}-{code}-{name}": value for name, value in question.items()}
            yes = {f"{at.replace('.', '-')}-{code}-asked": "yes", "number": number(page)}
            assert ada.post(part, yes | given).status_code == 302
    return page


def agreed(page: str) -> None:
    draft = page.split("/")[3]
    when_sent(draft, number=number(page))  # type: ignore[arg-type]
    when_approved(draft, number=number(page))  # type: ignore[arg-type]


def test_they_are_added_by_screen_answered_by_a_school_and_read_as_they_were_asked() -> None:
    page, ada, ben, ama = given_added_by_screen(), client_as("ada"), client_as("ben"), client_as("ama")
    part = text_of(ada.get(f"{page}areas/referral/referral.hopes.questions.hoped_for/"))
    assert "only_if" in part
    assert "options" not in part, "what a question of the program's own is answered with is not asked"
    move = f"{page}arrange/referral/referral.hopes.questions.which/"
    assert "comes after" in ada.post(move, {"what": "up", "number": number(page)}).content.decode()
    drawn = text_of(ada.get(f"{page}forms/referral/hopes/"))
    assert "Answer this only where you chose “A dog”" in drawn
    agreed(page)
    answers = WHOLE | {
        "child-2": WHOLE["child-2"] | SINCE,
        "hopes": WHOLE["hopes"] | {"own-pets-answer": "cat", "own-which-answer": "no"},
        "concerns": {"concerns": ["criminal_exploitation"], "own-missing_lately-answer": "not_known"},
    }  # fmt: skip
    draft = written(ben, answers)
    check = text_of(ben.get(f"{draft}check/"))
    assert "A cat" in check
    assert "Does the dog bite?" not in check, "it was answered, and is not asked of a cat"
    sent(ben, draft)
    with as_member("ama"):
        referral = Referral.objects.get()
        kept = {(one.question, one.answer) for one in ReferralAnswer.objects.all()}
        assert kept == {("pets", "cat"), ("since", "2024-09-01"), ("missing_lately", "not_known")}
        assert ReferralAnswer.objects.get(question="since").child.given_name == "Robin"  # type: ignore[union-attr]
    before = text_of(ama.get(f"/referrals/{referral.pk}/"))
    for words in ("Are there animals at home?", "A cat", "At this school since", "1 September 2024"):
        assert words in before
    assert "A cat" in text_of(ben.get(f"/referrals/{referral.pk}/")), "the school reads what it wrote"
    pages = given_that_it_is_asked_about(referral)
    later = begun(ada)
    for code in ("which", "pets"):
        at = f"{later}arrange/referral/referral.hopes.questions.{code}/"
        assert ada.post(at, {"what": "remove", "number": number(later)}).status_code == 302
    agreed(later)
    with as_member("ama") as me:
        assert "pets" not in in_force(me.partnership_id, timezone.now()).settings.referral["hopes"].questions
    after = text_of(ama.get(f"/referrals/{referral.pk}/"))
    assert "Are there animals at home?" in after
    assert "A cat" in after
    for username, page in pages:
        shown = words_on(client_as(username).get(page))
        for words in (
            "Are there animals at home?",
            "A cat",
            "At this school since",
            "1 September 2024",
            "Robin",
        ):
            assert words in shown, (username, page, words)
    assert client_as("hana").get(pages[0][1]).status_code == 404, "who is not asked reads none of it"


def given_that_it_is_asked_about(referral: Referral) -> list[tuple[str, str]]:
    """The pages on which it is read by the police, who are asked, and by the hub at the end; and by whom."""
    now = timezone.now()
    with as_member("ama") as me:
        screening.screen(
            practitioner=me,
            at=now,
            referral_id=referral.pk,
            outcome="enquiry",
            reason="Two worries.",
            rating="amber",
            rating_reason="Needs have grown.",
            without_consent="They will be asked again today.",
        )
        enquiry = Enquiry.objects.get()
    asked = given_request(enquiry, at=now)
    audit = f"/enquiries/{enquiry.pk}/audit"
    return [("cass", f"/requests/{asked.pk}/"), ("ama", f"{audit}/"), ("ama", f"{audit}.pdf")]


def words_on(answer: HttpResponse) -> str:
    """What a person reads on a page or in a file."""
    return text(answer.content) if answer["Content-Type"] == "application/pdf" else text_of(answer)


def test_an_answer_to_nothing_that_is_asked_is_not_taken_and_one_that_is_needed_is() -> None:
    agreed(given_added_by_screen())
    ben = client_as("ben")
    draft = written(ben, {slug: given for slug, given in WHOLE.items() if slug != "hopes"})
    shown = ben.post(
        f"{draft}hopes/", {"go": "continue", "own-pets-answer": "dog", "own-nothing-answer": "x"}
    )
    assert "Answer “Does the dog bite?”" in text_of(shown)
    page = text_of(ben.get(f"{draft}hopes/"))
    assert 'value="dog" checked' in page.replace('checked=""', "checked")
    assert "own-nothing" not in page
