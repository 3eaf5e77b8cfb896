"""The journey: from a school's worry, through the hub and the police, to the outcome, a challenge and its reply.

Each step is a person doing what the page asks, with or without script. `seen` is told of every page state on the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.people import Person
from tests.browser.typed import DOCUMENT
from tests.browser.walk_school import Referring


@dataclass
class Journey(Referring):
    """Who else takes part, and what each remembers on the way."""

    ama: Person
    priya: Person
    cass: Person
    folder: Path

    # ---------------------------------------- the hub opens an enquiry

    def hub_reads(self, reference: str) -> None:
        """Ama finds the referral on the worklist and says who the children are: new records."""
        ama = self.ama
        ama.sign_in()
        ama.heading("Worklist")
        ama.reads(reference)
        self.seen(ama.page, "worklist with a new referral")
        ama.main.get_by_role("row").filter(has_text=reference).get_by_role("link").first.click()
        ama.reads("I do the nights.", "Wet shoes on Monday")
        for child in ("Marlow Quill", "Linnet Quill"):
            ama.follow(f"Say who {child} is")
            ama.press("Save")
            ama.reads("Select who this is")
            self.seen(ama.page, f"who is {child}, with an error")
            ama.fill({"person": "new"})
            ama.press("Save")
        ama.follow("Say who Tamsin Quill is")
        self.seen(ama.page, "who is an adult")
        ama.fill({"person": "new"})
        ama.press("Save")
        ama.reads("On record")

    def hub_screens(self) -> str:
        """Ama opens an enquiry and rates it. Returns its address."""
        ama = self.ama
        ama.press("Record what happens")
        ama.reads("Select what happens with this referral")
        self.seen(ama.page, "screening, with errors")
        ama.fill({"outcome": "enquiry"})
        ama.fill({
            "rating": "amber", "rating_reason": "Two young children on their own at night.",
            "without_consent_enquiry": "They will be asked again today. The children cannot wait for it.",
            "reason": "Two worries that one agency cannot answer.",
        })  # fmt: skip
        ama.press("Record what happens")
        if "/enquiries/" not in ama.page.url:
            ama.press("Go to the enquiry")
        ama.heading("Marlow")
        ama.reads("Amber", "I do the nights.", "No agency has been asked yet")
        self.seen(ama.page, "enquiry, just opened")
        return ama.page.url

    def hub_works(self, enquiry: str) -> None:
        """Ama takes it on, rates it higher, and asks the police."""
        ama = self.ama
        ama.go(f"{enquiry}allocate/")
        self.seen(ama.page, "allocate")
        ama.main.get_by_label("Ama Mensah").check()
        ama.submit()
        ama.reads("Ama Mensah")
        ama.go(f"{enquiry}rate/")
        self.seen(ama.page, "rate")
        ama.fill({"value": "red", "reason": "A third adult was named on the telephone."})
        ama.submit()
        ama.reads("Red")
        ama.press("Ask an agency")
        self.seen(ama.page, "choose an agency")
        ama.main.get_by_role("row").filter(has_text="Thornmere Police").get_by_role(
            "link", name=re.compile("^Ask")
        ).click()
        ama.fill({"question": ""})
        ama.press("Send the question")
        ama.reads("Enter your question")
        self.seen(ama.page, "ask, with errors")
        ama.fill(
            {
                "question": "What do you know of the adults at the address?",
                "necessity": "Nobody else holds it.",
            }
        )
        ama.fill({"told_family": "no", "told_family_reason": "They could not be reached."})
        for name in ("purpose", "basis"):
            ama.main.locator(f'input[name="{name}"]').first.check()
        ama.press("Send the question")
        ama.go(enquiry)
        ama.reads("What do you know of the adults at the address?")
        self.seen(ama.page, "enquiry, waiting for an answer")
        pause = ama.main.locator('a[href^="/requests/"][href$="/pause/"]').first.get_attribute("href")
        ama.go(str(pause))
        self.seen(ama.page, "pause an agency's time")

    # ---------------------------------------- the police answer

    def police_answer(self, reference: str) -> None:
        """Cass answers with two lines and a document, and says who may read them."""
        cass = self.cass
        cass.sign_in()
        cass.heading("Requests")
        self.seen(cass.page, "inbox")
        cass.main.get_by_role("row").filter(has_text=reference).get_by_role("link").first.click()
        cass.reads("What do you know of the adults at the address?")
        cass.press("Send the answer")
        cass.reads("There is a problem")
        self.seen(cass.page, "answer, with errors")
        cass.fill(
            {
                "line-0-kind": "record",
                "line-0-text": "Two calls to the address since October.",
                "line-0-when": "October 2026",
            }
        )
        cass.press("Add another line")
        expect(cass.main.locator('[name="line-0-text"]')).to_have_value(
            "Two calls to the address since October."
        )
        cass.fill(
            {
                "line-1-kind": "told",
                "line-1-text": "Shouting was heard most weekends.",
                "line-1-source": "the caller",
            }
        )
        disguised = self.folder / "calls.pdf"
        disguised.write_bytes(b"MZ" + bytes(64))
        cass.fill({"share": "hub", "documents": str(disguised)})
        cass.press("Send the answer")
        cass.reads("There is a problem", "calls.pdf")
        self.seen(cass.page, "answer, its document refused")
        note = self.folder / "calls.txt"
        note.write_text(DOCUMENT, encoding="utf-8")
        cass.fill({
            "could_not_say": "The outcome of bail conditions.", "rating": "amber",
            "rating_reason": "The second call came with a weapon.", "documents": str(note),
        })  # fmt: skip
        self.seen(cass.page, "answer, filled in")
        cass.press("Send the answer")
        cass.reads("Thornmere Police answered", "Two calls to the address since October.", "calls.txt")
        self.seen(cass.page, "answered request")

    # ---------------------------------------- the hub decides

    def hub_decides(self, enquiry: str) -> None:
        """Priya reads the answer, decides on two lines, and may not close yet."""
        priya = self.priya
        priya.sign_in()
        priya.go(enquiry)
        priya.reads(
            "Two calls to the address since October.", "The outcome of bail conditions.", "Ratings differ"
        )
        self.seen(priya.page, "enquiry, answered")
        priya.press("Record decision")
        priya.press("Record the decision")
        priya.reads("Select at least one line")
        self.seen(priya.page, "decide, with errors")
        for words in ("Two calls to the address", "Wet shoes on Monday"):
            priya.main.get_by_label(re.compile(words)).check()
        for name in ("outcome", "ends_no_further_action", "level"):
            priya.main.locator(f'input[name="{name}"]').first.check()
        priya.fill({
            "reasons": "The children are on their own at night.", "would_change": "An adult who is there every night.",
            "safety_meanwhile": "Their aunt stays until Friday.",
        })  # fmt: skip
        priya.press("Record the decision")
        priya.go(f"{enquiry}close/")
        priya.press("Close the enquiry")
        priya.reads("Not told yet")
        self.seen(priya.page, "close, refused")

    def hub_tells(self, enquiry: str) -> None:
        """Priya tells everyone who is owed it, each in their own words, and closes."""
        priya = self.priya
        told = 0
        while True:
            priya.go(f"{enquiry}close/")
            waiting = priya.main.get_by_role("link", name=re.compile("^Tell them"))
            if not waiting.count():
                break
            waiting.first.click()
            if not told:
                priya.fill({"words": ""})
                priya.press("Tell them")
                priya.reads("Enter what they are told")
                self.seen(priya.page, "tell, with an error")
            priya.fill({"words": "A social worker visits tomorrow, because the children are alone at night."})
            priya.press("Tell them")
            told += 1
            assert told < 9, "telling never ends"
        assert told >= 2
        priya.press("Close the enquiry")
        priya.go(enquiry)
        self.seen(priya.page, "enquiry, closed")

    def police_hear(self) -> None:
        """Cass is told what became of it, and no more."""
        cass = self.cass
        cass.go("/messages/")
        with cass.page.expect_navigation():
            cass.main.locator("form button").first.click()
        self.seen(cass.page, "where a message leads")
        if "/feedback/" not in cass.page.url:
            with cass.page.expect_navigation():
                cass.main.locator('a[href^="/feedback/"]').first.click()
        cass.reads("A social worker visits tomorrow")
        self.seen(cass.page, "what an agency is told")

    # ---------------------------------------- the school hears, and disagrees

    def school_hears(self, reference: str) -> None:
        """Ben reads the outcome and challenges it."""
        ben = self.ben
        ben.go("/messages/")
        assert "Quill" not in ben.main.inner_text()
        self.seen(ben.page, "messages")
        ben.go("/referrals/")
        self.seen(ben.page, "my referrals")
        ben.main.get_by_role("row").filter(has_text=reference).get_by_role("link").first.click()
        ben.reads("A social worker visits tomorrow")
        self.seen(ben.page, "outcome as the referrer reads it")
        ben.press("Challenge")
        ben.press("Send the challenge")
        ben.reads("Enter why you disagree")
        ben.reads("Select what it is about")
        self.seen(ben.page, "challenge, with errors")
        ben.fill(
            {"reason": "Nobody has asked the children.", "safe_meanwhile": "School rings home each morning."}
        )
        ben.page.get_by_label("Something important was not known or was misread").check()
        ben.press("Send the challenge")
        ben.reads("Nobody has asked the children.")
        self.seen(ben.page, "challenge, waiting for its reply")

    def hub_replies(self, enquiry: str) -> None:
        """Priya replies, and Ben reads the reply."""
        where = self.ben.page.url
        self.priya.go(where)
        self.seen(self.priya.page, "challenge, to be answered")
        self.priya.press("Send the reply")
        self.priya.reads("There is a problem")
        self.seen(self.priya.page, "challenge, its reply missing")
        self.priya.fill({"reply": "You are right. We will see each of them alone on Thursday."})
        self.priya.press("Send the reply")
        self.ben.go(where)
        self.ben.reads("We will see each of them alone on Thursday.")
        self.seen(self.ben.page, "challenge, replied to")
        self.priya.go(enquiry)
        self.seen(self.priya.page, "enquiry, closed and challenged")

    def audit(self, enquiry: str) -> bytes:
        """Priya reads who was asked, who answered and who was told, and takes it as a PDF. Returns the file."""
        priya = self.priya
        priya.go(f"{enquiry}audit/")
        priya.reads("Thornmere Police", "Kestrel Lane Primary", "Ama Mensah")
        self.seen(priya.page, "audit")
        answer = priya.context.request.get(f"{enquiry}audit.pdf")
        assert answer.status == 200
        return answer.body()

    def walked(self) -> bytes:
        """All of it. Returns the audit's PDF."""
        reference = self.refers()
        self.hub_reads(reference)
        enquiry = self.hub_screens()
        self.hub_works(enquiry)
        self.police_answer(reference)
        self.hub_decides(enquiry)
        self.hub_tells(enquiry)
        self.police_hear()
        self.school_hears(reference)
        self.hub_replies(enquiry)
        return self.audit(enquiry)
