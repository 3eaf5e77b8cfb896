"""What the pattern page shows: every component and state, with invented people."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator

from tessera.ui.components.case import Clock
from tessera.ui.components.listing import Task
from tessera.ui.fields import DateField, PartialDateField, with_not_known
from tessera.ui.forms import GovukForm, Look


class PatternForm(GovukForm):
    """One of each field."""

    name = forms.CharField(label="Child’s full name", help_text="As the family writes it")
    email = forms.EmailField(label="Your work email")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    born = DateField(label="Date of birth", past=True, help_text="For example, 3 3 2022")
    since = PartialDateField(label="Living here since", help_text="A year is enough")
    school = forms.CharField(label="Nursery, school or college", required=False)
    weight = forms.CharField(label="Weight", required=False)
    told = forms.ChoiceField(
        label="Does the family know about this referral?",
        widget=forms.RadioSelect,
        choices=with_not_known([("agreed", "Yes, and they agree"), ("no", "No")]),
    )
    why_not = forms.CharField(label="Why have you not told them?", widget=forms.Textarea)
    level = forms.ChoiceField(
        label="Size of print", widget=forms.RadioSelect, choices=[("n", "Normal"), ("l", "Large")]
    )
    worries = forms.MultipleChoiceField(
        label="What are you worried about?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("harm", "Physical harm"), ("neglect", "Neglect"), ("none", "None of these")],
    )
    agency = forms.ChoiceField(
        label="Your agency", choices=[("", "Choose"), ("p", "Police"), ("h", "Health")]
    )
    what = forms.CharField(
        label="What have you seen or heard?",
        widget=forms.Textarea,
        help_text="Write it so that someone who has never met this child can picture it.",
    )
    document = forms.FileField(
        label="Attach a document", required=False, help_text="PDF, Word or a photograph, up to 10 MB"
    )
    true = forms.BooleanField(label="I have written what I know, and said what I do not")

    looks: ClassVar = {
        "name": Look(width=30),
        "email": Look(width="two-thirds", attrs={"autocomplete": "email"}),
        "weight": Look(width=5, suffix="kg"),
        "told": Look(size="m", reveals={"no": ["why_not"]}, hints={"agreed": "Say who agreed, and when"}),
        "level": Look(inline=True, small=True),
        "worries": Look(dividers={"none": "or"}, exclusive="none", small=True),
        "what": Look(size="m", rows=6, count=500),
    }
    not_known: ClassVar = {"school": "Enter the school, or select Not known"}


class PatternFilter(GovukForm):
    """A filter bar."""

    q = forms.CharField(label="Name, reference or concern", required=False)
    rating = forms.ChoiceField(
        label="Rating", required=False, choices=[("", "All"), ("red", "Red"), ("amber", "Amber")]
    )
    owner = forms.ChoiceField(
        label="Practitioner", required=False, choices=[("", "All"), ("1", "Priya Shah")]
    )


AGENCIES = (("P", "Police"), ("H", "Health"), ("E", "Education"), ("S", "Social care"), ("O", "Probation"))
ROWS = """
red   | 4 hours  | Baby Okafor (unborn) | due 14 January | Domestic abuse in pregnancy | Midwifery | 0 | Tom Reilly | \
Manager decision
red   | 4 hours  | Ellis Marlow | 4 years, 1 other child | Physical harm: unexplained bruising | Nursery | 2 | \
Priya Shah | Strategy discussion at 11:15am
amber | 24 hours | Amara Finch | 15 years | Criminal exploitation, missing twice | Police | 1 | Priya Shah | \
Waiting for the school nurse
green | 72 hours | Kit Sorensen | 11 years, 3 other children | Parent’s mental health, young carer | GP | 0 | | \
Allocate a practitioner
blue  | advice only | Leila Haddad | 13 years | Low mood, told a teacher about home | School | 0 | Meera Nair | \
Decided: advice given
"""
KEYS = ("rating", "target", "child", "age", "concern", "source", "new", "owner", "step")
REPLIES = (
    "returned returned nothing_known returned waiting",
    "returned seen returned returned late",
    "returned sent returned returned refused",
    "nothing_known returned returned waiting not_asked",
    "nothing_known returned returned returned nothing_known",
)


def _clocks(now: datetime) -> list[Clock]:
    """Return one clock in each state: over, running, nearly due, paused, stopped."""

    def limit(started: float, due: float, **more: Any) -> Clock:
        return Clock(started_at=now - timedelta(hours=started), due_at=now + timedelta(hours=due), **more)

    return [
        limit(4.6, -0.6),
        limit(2.3, 1.7),
        limit(19.5, 4.5),
        limit(20, 52, paused_at=now - timedelta(hours=2), paused_why="Waiting for an interpreter"),
        limit(30, 42, stopped_at=now - timedelta(hours=1)),
    ]


def _rows(now: datetime) -> list[dict[str, Any]]:
    """Return a worklist with each rating, each state of a clock and each kind of reply."""
    rows = []
    for n, (line, clock, states) in enumerate(
        zip(ROWS.strip().split("\n"), _clocks(now), REPLIES, strict=True)
    ):
        row: dict[str, Any] = dict(zip(KEYS, (cell.strip() for cell in line.split("|")), strict=True))
        replies = [(code, name, state) for (code, name), state in zip(AGENCIES, states.split(), strict=True)]
        rows.append(
            {
                **row,
                "new": int(row["new"]),
                "reference": f"THN-26-{1187 - n}",
                "clock": clock,
                "replies": replies,
            }
        )
    return rows


def sample(now: datetime) -> dict[str, Any]:
    """Return the context of the pattern page."""
    rows = _rows(now)
    wrong = PatternForm({"born_day": "3", "born_year": "2022", "told": "no", "what": "x" * 510})
    return {
        "nav": "worklist",
        "rows": rows,
        "page": Paginator(range(200), 10).page(4),
        "fresh": PatternForm(auto_id="a_%s", initial={"born": "2022-03-03", "since": "2024-09"}),
        "wrong": wrong,
        "filters": PatternFilter(auto_id="f_%s"),
        "clocks": [row["clock"] for row in rows],
        "soon": Clock(
            started_at=now - timedelta(hours=3.5),
            due_at=now + timedelta(minutes=30),
            label="Decision",
        ),
        "tasks": [
            Task(title="Who you are", status="Completed", href="#a"),
            Task(
                title="The children",
                status="In progress",
                status_colour="teal",
                href="#b",
                hint="2 children so far",
            ),
            Task(title="Check and send", status="Cannot start yet", cannot_start=True),
        ],
        "bars": [("Police", 41), ("Health", 28), ("Education", 63), ("Housing", 9)],
        "weeks": [48, 51, 39, 62, 55, 64],
        "agencies": [(code, name.lower()) for code, name in AGENCIES],
    }
