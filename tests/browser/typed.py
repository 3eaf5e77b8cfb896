"""What the people of the journey type: an invented family."""

from __future__ import annotations

from tests.browser.people import Typed

CHILD: Typed = {
    "given_name": "Marlow", "family_name": "Quill", "also_known_as": "Mo", "age_kind": "born", "born_day": "4",
    "born_month": "3", "born_year": "2018", "sex": "M", "upn_not_known": "on", "nhs_number": "999 612 2131",
    "address": "12 Mill Row\nThornmere", "postcode": "ZZ99 3AB", "disabilities": ["HEAR"],
}  # fmt: skip
SIBLING: Typed = {"given_name": "Linnet", "family_name": "Quill", "age_kind": "age", "age_years": "3"}
UNBORN: Typed = {
    "family_name": "Quill", "age_kind": "due", "due_day": "1", "due_month": "1", "due_year": "2020",
}  # fmt: skip
MOTHER: Typed = {
    "given_name": "Tamsin", "family_name": "Quill", "relationship_to_children": "mother",
    "parental_responsibility": "yes", "lives_with_children": "yes",
}  # fmt: skip
VOICE: Typed = {
    "child": "child-1", "words": "I do the nights.", "how": "said", "asked_by": "Form tutor: how was the weekend?",
    "setting": "In the library, on his own", "alone": "yes", "response": "Told him I would ask for help.",
}  # fmt: skip
DOCUMENT = "A note of two calls to the address, written for the hub.\n"
