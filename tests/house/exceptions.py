"""What is not as the rule says: rule -> {where: why}. These lists may only shrink.

An entry that nothing needs any more fails the rule it belongs to. Adding one needs the reason, in the same
line, and somebody else's agreement in review.
"""

PAGES = "tessera/enquiries/rules/referral_pages"
BEGINS = "how words of the intake begin, to know them by"
WHO_IS_TOLD = "for docs/generated/notifications.md alone"
A_BEGINNING = "the beginning of a document that the partnership owns"

EXCEPTIONS: dict[str, dict[str, str]] = {
    "the-clock-is-an-argument": {
        "tessera/audit/verbs.py timezone.now": "the database writes the time itself; this fills a column",
    },
    "scripts-make-no-markup": {
        "frontend/scripts/wording.mjs innerHTML": "our own server's answer, escaped there",
    },
    "identifiers-are-uuid7": {
        "access.Principal": "a small number, so that a case can carry an array of them (docs/decisions/0003)",
        "access.Session": "known only by the hash of its token",
        "audit.Block": "numbered, so that one taken out is missed",
    },
    "words-of-python-are-translated": {
        "tessera/access/late.py Lax": "a word of the cookie's standard",
        "tessera/partnership/actions/adopting.py Referrals from other systems": "a name, registered once as data",
        "tessera/ui/svg.py Helvetica Neue, Helvetica, Arial, sans-serif": "names of typefaces",
        f"{PAGES}/compose.py Not known": "what is kept under the published schema, not what is shown",
        f"{PAGES}/problems.py This is missing. Give it.": BEGINS,
        f"{PAGES}/problems.py This is empty.": BEGINS,
        f"{PAGES}/problems.py This list is empty.": BEGINS,
        f"{PAGES}/problems.py This holds only spaces.": BEGINS,
        f"{PAGES}/problems.py Give a date of birth, or": BEGINS,
        f"{PAGES}/problems.py This is longer": BEGINS,
        f"{PAGES}/problems.py This list has more": BEGINS,
        "tessera/enquiries/rules/who.py no name": "what is typed instead of a name, to know it by",
        "tessera/enquiries/rules/who.py not given": "what is typed instead of a name, to know it by",
        "tessera/enquiries/rules/who.py not known": "what is typed instead of a name, to know it by",
        "tessera/notifications/rules.py the agency's officers and leads": WHO_IS_TOLD,
        "tessera/notifications/rules.py the hub": WHO_IS_TOLD,
        "tessera/notifications/rules.py the hub's decision-makers": WHO_IS_TOLD,
        "tessera/notifications/rules.py the partnership's Caldicott guardians": WHO_IS_TOLD,
        "tessera/notifications/rules.py the practitioner allocated": WHO_IS_TOLD,
        "tessera/notifications/rules.py the practitioner allocated, or the hub": WHO_IS_TOLD,
        "tessera/notifications/rules.py the referrer": WHO_IS_TOLD,
        "tessera/notifications/rules.py the referrer's agency, and each agency asked": WHO_IS_TOLD,
        "tessera/notifications/rules.py whoever made the challenge": WHO_IS_TOLD,
        "tessera/notifications/rules.py whoever opened it": WHO_IS_TOLD,
        "tessera/notifications/rules.py whoever the partnership's settings name": WHO_IS_TOLD,
        "tessera/partnership/rules/starting.py Your children’s social care": A_BEGINNING,
        "tessera/partnership/rules/starting.py Your hub": A_BEGINNING,
        "tessera/partnership/rules/starting.py Your partnership": A_BEGINNING,
        "tessera/partnership/rules/starting.py {} Safeguarding Children Partnership": A_BEGINNING,
    },
}
