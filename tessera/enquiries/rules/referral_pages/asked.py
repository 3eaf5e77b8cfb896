"""The pages in their order, and what each asks. Source: published multi-agency referral forms, compared."""

import re

from tessera.core.language import marked
from tessera.enquiries.rules.referral_pages.entries import AGENCY, ENTRIES, LINE, LINE_KINDS
from tessera.enquiries.rules.referral_pages.kinds import YES_NO, Ask, Kind, Page

FIRST, CHILDREN, WORRY, FAMILY, LAST = (
    marked("Before you start"),
    marked("Who this is about"),
    marked("What you are worried about"),
    marked("The family, and how serious it is"),
    marked("Last questions"),
)
PAGES: tuple[Page, ...] = (
    Page(
        slug="before",
        section="danger",
        title=marked("Is a child in danger now?"),
        under=FIRST,
        asks=(Ask(name="immediate_danger", kind=Kind.CHOICE, code="immediate_danger", choices=YES_NO),),
    ),
    Page(slug="children", section="children", title=marked("The children"), under=CHILDREN, entry="child"),
    Page(
        slug="adults",
        section="household",
        title=marked("The family and other adults"),
        under=CHILDREN,
        entry="adult",
    ),
    Page(
        slug="you",
        section="referrer",
        title=marked("About you"),
        under=CHILDREN,
        asks=(
            Ask(name="name", code="name", width="two-thirds", attrs={"autocomplete": "name"}),
            Ask(name="role", code="role", width="two-thirds", attrs={"autocomplete": "organization-title"}),
            Ask(name="phone", code="phone", width=20, attrs={"autocomplete": "tel", "inputmode": "tel"}),
            Ask(
                name="cover",
                code="cover",
                label=marked("Who to ring when you are away"),
                hint=marked("Their name and number, so that the hub can reach somebody who knows."),
                limit=150,
            ),
            Ask(name="email", code="email", width="two-thirds", attrs={"autocomplete": "email"}),
            Ask(
                name="relationship_to_family",
                code="relationship_to_family",
                kind=Kind.LONG,
                rows=2,
                limit=300,
            ),
        ),
    ),
    Page(
        slug="agencies",
        section="agencies",
        title=marked("Who else knows the family?"),
        under=CHILDREN,
        row=AGENCY,
        row_kinds=("agency",),
    ),
    Page(
        slug="concerns",
        section="concerns",
        title=marked("What are you worried about?"),
        under=WORRY,
        asks=(Ask(name="concerns", kind=Kind.SEVERAL, code="concerns"),),
    ),
    Page(
        slug="what-happened",
        section="what_happened",
        title=marked("What has happened?"),
        under=WORRY,
        row=LINE,
        row_kinds=LINE_KINDS,
    ),
    Page(
        slug="daily-life",
        section="daily_life",
        title=marked("A day in the child’s life"),
        under=WORRY,
        asks=(Ask(name="daily_life", kind=Kind.LONG, code="daily_life", rows=12, wording=True),),
    ),
    Page(
        slug="voices",
        section="child_voice",
        title=marked("The child’s own words"),
        under=WORRY,
        entry="voice",
        asks=(
            Ask(
                name="not_asked",
                kind=Kind.LONG,
                code="not_asked",
                label=marked("If the child has not been asked, why not?"),
                hint=marked("For example, the child is a baby, or asking could put them at risk."),
                rows=3,
                limit=2000,
                wording=True,
            ),
        ),
    ),
    Page(
        slug="strengths",
        section="strengths",
        title=marked("What helps"),
        under=WORRY,
        asks=(
            Ask(name="working_well", kind=Kind.LONG, code="working_well", rows=6, wording=True),
            Ask(name="already_tried", kind=Kind.LONG, code="already_tried", rows=6, wording=True),
        ),
    ),
    Page(
        slug="family-views",
        section="family_views",
        title=marked("What the family thinks"),
        under=FAMILY,
        asks=(Ask(name="views_of_parents", kind=Kind.LONG, code="views_of_parents", rows=8, wording=True),),
    ),
    Page(
        slug="consent",
        section="consent",
        title=marked("Does the family know?"),
        under=FAMILY,
        asks=(Ask(name="position", kind=Kind.CHOICE, code="position"),),
    ),
    Page(
        slug="level",
        section="level",
        title=marked("How serious is it?"),
        under=FAMILY,
        asks=(
            Ask(name="level", kind=Kind.CHOICE, code="level"),
            Ask(name="level_reason", kind=Kind.LONG, code="level_reason", limit=5000, wording=True),
        ),
    ),
    Page(
        slug="keep",
        section="keep_from_family",
        title=marked("Anything to keep from the family?"),
        under=FAMILY,
        asks=(
            Ask(
                name="keep",
                kind=Kind.CHOICE,
                code="text",
                choices=YES_NO,
                reveals={"yes": ("keep_text", "keep_reason")},
            ),
            Ask(
                name="keep_text", kind=Kind.LONG, code="what", label=marked("What must they not see?"), rows=4
            ),
            Ask(name="keep_reason", kind=Kind.LONG, code="reason", rows=3),
        ),
    ),
    Page(
        slug="practical",
        section="practical",
        title=marked("Visiting and interpreting"),
        under=LAST,
        asks=(
            Ask(
                name="risk_to_practitioners",
                kind=Kind.LONG,
                code="risk_to_practitioners",
                label=marked("Could anyone who visits be at risk?"),
                hint=marked(
                    "For example dogs, weapons, threats, or someone who must not be told of a visit."
                ),
                not_known=True,
                limit=2000,
                wording=True,
            ),
            Ask(
                name="interpreter",
                code="interpreter",
                label=marked("Is an interpreter needed?"),
                hint=marked(
                    "Say which language or sign language, and for whom. Do not use a member of the family."
                ),
                not_known=True,
                limit=300,
            ),
        ),
    ),
    Page(
        slug="hopes",
        section="hopes",
        title=marked("What you hope for"),
        under=LAST,
        asks=(Ask(name="hoped_for", kind=Kind.LONG, code="hoped_for", rows=6, limit=5000, wording=True),),
    ),
)
_ENTRY = re.compile("(child|adult|voice)-([1-9][0-9]{0,2})")
_BY_SLUG = {page.slug: page for page in PAGES}
_ENTRY_TITLES = {
    "child": marked("About the child"),
    "adult": marked("About this adult"),
    "voice": marked("The child’s own words"),
}


def page_of(slug: str) -> Page | None:
    """The page of this address, one child's (`child-2`) among them. None where there is none."""
    entry = _ENTRY.fullmatch(slug)
    if entry is None:
        return _BY_SLUG.get(slug)
    kind = ENTRIES[entry[1]]
    return Page(
        slug=slug, section=kind.section, title=_ENTRY_TITLES[entry[1]], under="", asks=kind.asks, key=slug
    )
