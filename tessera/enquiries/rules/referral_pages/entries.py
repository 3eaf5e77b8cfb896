"""What is asked about each child, each adult, each child's own words, each line and each other agency.

Sources: published multi-agency referral forms, compared; disability codes of the children in need census (Department
for Education), check before use.
"""

from tessera.core.language import marked
from tessera.enquiries.rules.referral_pages.kinds import YES_NO_NOT_KNOWN, Ask, Choices, Entry, Kind

DISABILITIES: Choices = (
    ("NONE", marked("None known")),
    ("MOB", marked("Mobility")),
    ("HAND", marked("Using their hands")),
    ("PC", marked("Personal care")),
    ("INC", marked("Continence")),
    ("COMM", marked("Communication")),
    ("LD", marked("Learning")),
    ("HEAR", marked("Hearing")),
    ("VIS", marked("Vision")),
    ("BEH", marked("Behaviour")),
    ("CON", marked("Consciousness, such as epilepsy")),
    ("AUT", marked("Autism")),
    ("DDA", marked("Another disability")),
)
HOW: Choices = (
    ("said", marked("Said")),
    ("signed", marked("Signed")),
    ("written", marked("Wrote")),
    ("drawn", marked("Drew")),
    ("shown", marked("Showed")),
    ("played", marked("Played")),
)
ADDRESS = (
    Ask(
        name="address",
        kind=Kind.LONG,
        code="address",
        rows=3,
        heading=marked("Address"),
        attrs={"autocomplete": "off"},
    ),
    Ask(name="postcode", code="postcode", label=marked("Postcode"), width=10, attrs={"autocomplete": "off"}),
    Ask(
        name="protected",
        kind=Kind.TICK,
        code="protected",
        label=marked("This address must be kept secret from someone"),
        hint=marked(
            "For example, the family has fled domestic abuse. You will see it, and in the hub and your own agency "
            "only people cleared for such addresses will."
        ),
    ),
)
CHILD = (
    Ask(name="given_name", code="given_name", width="two-thirds", attrs={"autocomplete": "off"}),
    Ask(name="family_name", code="family_name", width="two-thirds", attrs={"autocomplete": "off"}),
    Ask(
        name="also_known_as",
        kind=Kind.LONG,
        code="also_known_as",
        rows=2,
        hint=marked("Write each on its own line."),
    ),
    Ask(
        name="age_kind",
        kind=Kind.CHOICE,
        code="age",
        label=marked("How old is the child?"),
        choices=(
            ("born", marked("Date of birth")),
            ("age", marked("Only an age is known")),
            ("due", marked("Not born yet")),
        ),
        reveals={"born": ("born",), "age": ("age_years",), "due": ("due",)},
    ),
    Ask(
        name="born",
        kind=Kind.DATE,
        code="date_of_birth",
        label=marked("Date of birth"),
        hint=marked("For example, 4 3 2018"),
    ),
    Ask(
        name="age_years",
        code="age_years",
        label=marked("Age in years"),
        width=2,
        attrs={"inputmode": "numeric"},
    ),
    Ask(
        name="due",
        kind=Kind.DATE,
        code="expected_date_of_birth",
        label=marked("Date the baby is due"),
        hint=marked("For example, 14 2 2027"),
    ),
    Ask(
        name="sex",
        kind=Kind.CHOICE,
        code="sex",
        choices=(("F", marked("Female")), ("M", marked("Male")), ("U", marked("Not known"))),
        inline=True,
    ),
    Ask(
        name="nhs_number",
        code="nhs_number",
        heading=marked("Numbers, school and doctor"),
        width=20,
        attrs={"inputmode": "numeric"},
    ),
    Ask(name="upn", code="upn", width=20),
    Ask(name="school", code="school"),
    Ask(name="gp", code="gp"),
    *ADDRESS,
    Ask(name="ethnicity", code="ethnicity", width="two-thirds", heading=marked("Identity and needs")),
    Ask(name="first_language", code="first_language", width="two-thirds"),
    Ask(name="communication", kind=Kind.LONG, code="communication", rows=3, wording=True),
    Ask(name="religion", code="religion", width="two-thirds"),
    Ask(name="disabilities", kind=Kind.SEVERAL, code="disabilities", choices=DISABILITIES),
)
ADULT = (
    Ask(name="given_name", code="given_name", width="two-thirds", attrs={"autocomplete": "off"}),
    Ask(
        name="family_name",
        code="family_name",
        width="two-thirds",
        not_known=True,
        attrs={"autocomplete": "off"},
    ),
    Ask(name="relationship_to_children", code="relationship_to_children", width="two-thirds"),
    Ask(name="born", kind=Kind.DATE, code="date_of_birth", hint=marked("For example, 21 9 1990")),
    Ask(
        name="parental_responsibility",
        kind=Kind.CHOICE,
        code="parental_responsibility",
        choices=YES_NO_NOT_KNOWN,
        inline=True,
    ),
    Ask(
        name="lives_with_children",
        kind=Kind.CHOICE,
        code="lives_with_children",
        choices=YES_NO_NOT_KNOWN,
        inline=True,
    ),
    *ADDRESS,
)
VOICE = (
    Ask(name="child", kind=Kind.CHOICE, code="child", label=marked("Whose words are these?")),
    Ask(
        name="words",
        kind=Kind.LONG,
        code="words",
        rows=6,
        hint=marked(
            "Exactly as it was, in the child’s own language if you can. Say what a drawing or a sign showed."
        ),
    ),
    Ask(name="how", kind=Kind.CHOICE, code="how", choices=HOW, inline=True),
    Ask(name="asked_by", code="asked_by", limit=200),
    Ask(
        name="setting",
        code="setting",
        label=marked("Where was this, and who else was there?"),
        hint=marked("For example, in the library at lunch, with a friend beside her."),
        limit=300,
    ),
    Ask(name="when", kind=Kind.PARTIAL, code="when", hint=marked("A day, a month or only a year.")),
    Ask(name="alone", kind=Kind.CHOICE, code="alone", choices=YES_NO_NOT_KNOWN, inline=True),
    Ask(name="response", kind=Kind.LONG, code="response", rows=4),
)
LINE_KINDS = ("seen", "heard", "told", "record", "opinion", "analysis")
LINE = (
    Ask(name="text", kind=Kind.LONG, rows=4, wording=True),
    Ask(name="source", code="source", width="two-thirds"),
    Ask(name="when", kind=Kind.PARTIAL, code="when"),
    Ask(name="about", kind=Kind.PICK, code="about", label=marked("Which child is this about?")),
)
AGENCY = (
    Ask(name="agency", code="agency", label=marked("Agency or service"), width="two-thirds"),
    Ask(
        name="contact",
        code="contact",
        label=marked("Who to talk to there, and their number"),
        width="two-thirds",
    ),
)
ENTRIES: dict[str, Entry] = {
    "child": Entry("child", "children", "children", "child", CHILD, 20),
    "adult": Entry("adult", "adults", "household", "adult", ADULT, 40),
    "voice": Entry("voice", "voices", "child_voice", "words", VOICE, 50),
}
MOST_LINES = 500
MOST_AGENCIES = 40
