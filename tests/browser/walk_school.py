"""The journey's beginning: a school makes a referral, page by page, and sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.people import Person, Typed
from tests.browser.typed import CHILD, MOTHER, SIBLING, UNBORN, VOICE


@dataclass
class Referring:
    """Ben's part. Whoever goes on from here adds their own."""

    ben: Person

    def seen(self, page: Page, name: str) -> None:
        """A state of a page worth looking over. Walking alone looks at nothing."""

    def begins(self) -> None:
        """Ben begins a referral, first without saying whether a child is in danger."""
        ben = self.ben
        ben.sign_in()
        ben.go("/referrals/")
        ben.press("Make a referral")
        ben.press("Start")
        ben.reads("Select whether a child is in danger right now")
        self.seen(ben.page, "begin a referral, with an error")
        ben.fill({"immediate_danger": "no"})
        ben.press("Start")
        ben.heading("Your referral")
        self.seen(ben.page, "list of tasks, nothing answered")

    def page_of_referral(self, heading: str, typed: Typed, *, look: bool = False) -> None:
        """Answer the page of the referral that is open, and go on to the next."""
        self.ben.heading(heading)
        self.ben.fill(typed)
        if look:
            self.seen(self.ben.page, heading)
        self.ben.press("Save and continue")

    def about_the_children(self) -> None:
        """Two children, each on a page of its own; one date is wrong at first and what was typed stays."""
        ben = self.ben
        ben.follow("The children")
        self.seen(ben.page, "no child yet")
        ben.press("Add a child")
        ben.fill(UNBORN)
        ben.press("Save and continue")
        ben.reads("There is a problem")
        expect(ben.main.locator('[name="due_year"]')).to_have_value("2020")
        self.seen(ben.page, "a child, with errors")
        self.page_of_referral("About the child", CHILD)
        ben.press("Add a child")
        self.page_of_referral("About the child", SIBLING, look=True)
        ben.reads("Marlow Quill", "Linnet Quill")
        self.seen(ben.page, "two children")
        ben.press("Save and continue")

    def about_the_family(self) -> None:
        """The adults, who refers, and who else knows the family."""
        ben = self.ben
        ben.heading("The family and other adults")
        ben.press("Add an adult")
        self.page_of_referral("About this adult", MOTHER, look=True)
        ben.press("Save and continue")
        self.page_of_referral("About you", {"phone": "01632 960200", "role": "safeguarding lead"}, look=True)
        ben.heading("Who else knows the family?")
        ben.fill({"row-1-agency": "Saltway Surgery", "row-1-contact": "Dr Lowe"})
        ben.press("Add another agency")
        expect(ben.main.locator('[name="row-2-agency"]')).to_be_visible()
        expect(ben.main.locator('[name="row-1-agency"]')).to_have_value("Saltway Surgery")
        self.seen(ben.page, "who else knows the family")
        ben.press("Save and continue")

    def the_worry(self) -> None:
        """What was seen, told and thought, apart; a day; the child's words; what helps."""
        ben = self.ben
        self.page_of_referral("worried about", {"concerns": ["neglect"]}, look=True)
        ben.heading("What has happened?")
        ben.fill({"row-1-text": "Wet shoes on Monday, and no socks. Mum fails to engage."})
        ben.press("Check my wording")
        ben.reads("Wet shoes on Monday")
        expect(ben.main.locator('[name="row-1-text"]')).to_have_value(re.compile("fails to engage"))
        self.seen(ben.page, "what has happened, with wording hints")
        ben.fill({"row-1-text": "Wet shoes on Monday, and no socks."})
        ben.press("Add a line: What you were told")
        told = ben.main.locator('textarea[name$="-text"]').last
        number = re.findall(r"\d+", str(told.get_attribute("name")))[0]
        ben.fill(
            {
                f"row-{number}-text": "There was no hot water all week.",
                f"row-{number}-source": "the neighbour",
            }
        )
        ben.press("Save and continue")
        self.page_of_referral("day in the child", {"daily_life": "He gets himself and Linnet up."}, look=True)
        ben.heading("own words")
        self.seen(ben.page, "no child's words yet")
        ben.press("Add a child’s words")
        self.page_of_referral("own words", VOICE, look=True)
        ben.reads("Marlow")
        ben.press("Save and continue")
        self.page_of_referral("What helps", {"working_well": "He is never late."}, look=True)

    def the_rest(self) -> None:
        """What the family thinks, whether they know, how serious it is, what must be kept, and the last questions."""
        ben = self.ben
        self.page_of_referral("What the family thinks", {"views_of_parents": "“I am on my own.”"})
        ben.press("Save and continue")
        ben.reads("Select whether the family knows")
        self.seen(ben.page, "does the family know, with errors")
        self.page_of_referral(
            "Does the family know?", {"position": "not_reached", "reason_not_reached": "Rang three times."}
        )
        self.page_of_referral(
            "How serious is it?", {"level": "3", "level_reason": "More than we can do."}, look=True
        )
        kept = {"keep": "yes", "keep_text": "Who told us.", "keep_reason": "The neighbour is afraid."}
        self.page_of_referral("keep from the family", kept, look=True)
        self.page_of_referral(
            "Visiting", {"risk_to_practitioners": "A loose dog.", "interpreter_not_known": "on"}, look=True
        )
        self.page_of_referral("What you hope for", {"hoped_for": "That someone sees the children at home."})

    def sends(self) -> str:
        """Ben reads it through and sends it. Returns its reference."""
        ben = self.ben
        ben.heading("Check your answers")
        ben.reads("Marlow Quill", "I do the nights.", "There was no hot water all week.")
        self.seen(ben.page, "check your answers")
        ben.press("Send the referral")
        ben.heading("Referral received")
        words = ben.main.inner_text()
        for private in ("Marlow", "Quill", "hot water", "Mill Row"):
            assert private not in words
        self.seen(ben.page, "receipt")
        reference = re.search(r"\b[A-Z]{2,}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", words)
        assert reference, words
        ben.follow("Read what you sent")
        ben.reads("Wet shoes on Monday")
        self.seen(ben.page, "referral as its sender reads it")
        return reference[0]

    def refers(self) -> str:
        """All of it. Returns the referral's reference."""
        self.begins()
        self.about_the_children()
        self.about_the_family()
        self.the_worry()
        self.the_rest()
        return self.sends()
