"""What is asked about each child, each adult, each child's own words, each line and each other agency.

Sources: published multi-agency referral forms, compared; disability codes of the children in need census (Department
for Education), check before use.
"""

from tessera.enquiries.rules.referral_pages.kinds import YES_NO_NOT_KNOWN, Ask, Choices, Entry, Kind

DISABILITIES: Choices = (
    ("NONE", "None known"), ("MOB", "Mobility"), ("HAND", "Using their hands"), ("PC", "Personal care"),
    ("INC", "Continence"), ("COMM", "Communication"), ("LD", "Learning"), ("HEAR", "Hearing"), ("VIS", "Vision"),
    ("BEH", "Behaviour"), ("CON", "Consciousness, such as epilepsy"), ("AUT", "Autism"), ("DDA", "Another disability"),
)  # fmt: skip
HOW: Choices = (
    ("said", "Said"), ("signed", "Signed"), ("written", "Wrote"), ("drawn", "Drew"), ("shown", "Showed"),
    ("played", "Played"),
)  # fmt: skip
ADDRESS = (
    Ask(
        name="address",
        kind=Kind.LONG,
        code="address",
        rows=3,
        heading="Address",
        attrs={"autocomplete": "off"},
    ),
    Ask(name="postcode", code="postcode", label="Postcode", width=10, attrs={"autocomplete": "off"}),
    Ask(
        name="protected",
        kind=Kind.TICK,
        code="protected",
        label="This address must be kept secret from someone",
        hint="For example, the family has fled domestic abuse. Only the hub and your own agency will see it.",
    ),
)
CHILD = (
    Ask(name="given_name", code="given_name", width="two-thirds", attrs={"autocomplete": "off"}),
    Ask(name="family_name", code="family_name", width="two-thirds", attrs={"autocomplete": "off"}),
    Ask(
        name="also_known_as", kind=Kind.LONG, code="also_known_as", rows=2, hint="Write each on its own line."
    ),
    Ask(
        name="age_kind",
        kind=Kind.CHOICE,
        code="age",
        label="How old is the child?",
        choices=(("born", "Date of birth"), ("age", "Only an age is known"), ("due", "Not born yet")),
        reveals={"born": ("born",), "age": ("age_years",), "due": ("due",)},
    ),
    Ask(
        name="born",
        kind=Kind.DATE,
        code="date_of_birth",
        label="Date of birth",
        hint="For example, 4 3 2018",
    ),
    Ask(name="age_years", code="age_years", label="Age in years", width=2, attrs={"inputmode": "numeric"}),
    Ask(
        name="due",
        kind=Kind.DATE,
        code="expected_date_of_birth",
        label="Date the baby is due",
        hint="For example, 14 2 2027",
    ),
    Ask(
        name="sex",
        kind=Kind.CHOICE,
        code="sex",
        choices=(("F", "Female"), ("M", "Male"), ("U", "Not known")),
        inline=True,
    ),
    Ask(
        name="nhs_number",
        code="nhs_number",
        heading="Numbers, school and doctor",
        width=20,
        attrs={"inputmode": "numeric"},
    ),
    Ask(name="upn", code="upn", width=20),
    Ask(name="school", code="school"),
    Ask(name="gp", code="gp"),
    *ADDRESS,
    Ask(name="ethnicity", code="ethnicity", width="two-thirds", heading="Identity and needs"),
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
    Ask(name="born", kind=Kind.DATE, code="date_of_birth", hint="For example, 21 9 1990"),
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
    Ask(name="child", kind=Kind.CHOICE, code="child", label="Whose words are these?"),
    Ask(
        name="words",
        kind=Kind.LONG,
        code="words",
        rows=6,
        hint="Exactly as it was, in the child’s own language if you can. Say what a drawing or a sign showed.",
    ),
    Ask(name="how", kind=Kind.CHOICE, code="how", choices=HOW, inline=True),
    Ask(name="asked_by", code="asked_by", limit=200),
    Ask(
        name="setting",
        code="setting",
        label="Where was this, and who else was there?",
        hint="For example, in the library at lunch, with a friend beside her.",
        limit=300,
    ),
    Ask(name="when", kind=Kind.PARTIAL, code="when", hint="A day, a month or only a year."),
    Ask(name="alone", kind=Kind.CHOICE, code="alone", choices=YES_NO_NOT_KNOWN, inline=True),
    Ask(name="response", kind=Kind.LONG, code="response", rows=4),
)
LINE_KINDS = ("seen", "heard", "told", "record", "opinion", "analysis")
LINE = (
    Ask(name="text", kind=Kind.LONG, rows=4, wording=True),
    Ask(name="source", code="source", width="two-thirds"),
    Ask(name="when", kind=Kind.PARTIAL, code="when"),
    Ask(name="about", kind=Kind.PICK, code="about", label="Which child is this about?"),
)
AGENCY = (
    Ask(name="agency", code="agency", label="Agency or service", width="two-thirds"),
    Ask(
        name="contact",
        code="contact",
        label="Who to talk to there, and their number",
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
