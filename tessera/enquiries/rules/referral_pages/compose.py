"""From the answers of the pages to one checked referral, or everything that is still wrong, by page and field.

The answers are put together as the published schema has a referral, and the intake's own checks judge them: there is
one set of rules, whether a referral is typed here or sent by another system.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tessera.core.identifiers import clean_nhs_number, clean_upn
from tessera.core.language import gettext as _
from tessera.enquiries.rules import consent, intake
from tessera.enquiries.rules.referral_pages.asked import PAGES, page_of
from tessera.enquiries.rules.referral_pages.dates import read_parts
from tessera.enquiries.rules.referral_pages.kept import Answers, live, name_of, rows_of, typed
from tessera.enquiries.rules.referral_pages.kinds import Page, Question
from tessera.enquiries.rules.referral_pages.own import OwnAnswer, answer_to, lacking_words, wrong_with
from tessera.enquiries.rules.referral_pages.problems import PageProblem, Places, each_once, missing, placed
from tessera.enquiries.rules.referral_pages.wording import called_for, hidden, questions
from tessera.enquiries.rules.words import ConsentPosition
from tessera.partnership.rules import Settings

NAME_NOT_KNOWN = "Not known"  # as the published schema has it: kept, not shown


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends it: their agency as the settings know it, and the reference that makes it one referral, sent once."""

    agency: str
    reference: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One line as it will be kept, with which child it is about."""

    kind: str
    text: str
    when: str
    source: str
    about: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A referral that can be sent, or the problems that stop it; never both."""

    referral: intake.Referral | None
    problems: tuple[PageProblem, ...]
    statements: tuple[Statement, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    own: tuple[OwnAnswer, ...] = ()

    def of_page(self, slug: str) -> tuple[PageProblem, ...]:
        """The problems of one page."""
        return tuple(problem for problem in self.problems if problem.page == slug)


def compose(answers: Answers, *, sender: Sender, settings: Settings, now: datetime) -> Composed:
    """Put the answers together and check them. Never raises for anything that was typed."""
    draft = _Draft(answers, settings)
    whole = draft.document(sender, now)
    own = list(draft.problems())
    line = json.dumps(whole).encode()
    checked = intake.check(line, received_by=now, agencies=lambda name: _code(settings, name))
    found = own
    if not isinstance(checked, intake.Referral):
        found = own + [_narrowed(placed(problem, draft.places), answers) for problem in checked]
    if found:
        return Composed(None, each_once(found))
    assert isinstance(checked, intake.Referral)  # noqa: S101 - there would be problems
    return Composed(
        checked, (), tuple(draft.statements()), draft.beyond_the_schema(), tuple(draft.own_answers())
    )


def _code(settings: Settings, name: str) -> str | None:
    agency = settings.agency(name)
    return agency.code if agency is not None else None


def _narrowed(problem: PageProblem, answers: Answers) -> PageProblem:
    """A reason or an age is asked in one of several boxes: the problem belongs to the one that is shown."""
    given = answers.get(problem.page) or {}
    if (problem.page, problem.field) == ("consent", "reason"):
        asked = f"reason_{given['position']}" if given.get("position") else "position"
        return PageProblem("consent", asked, problem.words)
    kind = given.get("age_kind")
    if problem.page.startswith("child-") and problem.field == "born" and kind != "born":
        shown = {"due": "due", "age": "age_years"}.get(str(kind), "age_kind")
        return PageProblem(problem.page, shown, problem.words)
    return problem


class _Draft:
    """The answers on their way to the schema's shape, with a note of where each part was typed."""

    def __init__(self, answers: Answers, settings: Settings) -> None:
        self.settings = settings
        self.children = [(slug, name_of(answers, slug)) for slug in live(answers, "child")]
        self.asked = dict(self._asked(answers))
        self.answers = {
            slug: called_for(self.asked[slug], given) if slug in self.asked else given
            for slug, given in answers.items()
        }
        self.lines = [row for row in self._rows("what-happened") if self._row_holds("what-happened", row[0])]
        self.agencies = [row for row in self._rows("agencies") if self._row_holds("agencies", row[0])]
        self.places = Places(
            children=[slug for slug, _ in self.children],
            adults=live(answers, "adult"),
            voices=live(answers, "voice"),
            lines=[number for number, _ in self.lines],
            agencies=[number for number, _ in self.agencies],
        )

    # ---- reading ----

    def _asked(self, answers: Answers) -> Iterator[tuple[str, tuple[Question, ...]]]:
        """What each page asks, with those of each child, adult and child's words so far."""
        entries = [slug for kind in ("child", "adult", "voice") for slug in live(answers, kind)]
        for slug in (*(page.slug for page in PAGES), *entries):
            page = page_of(slug)
            if page is not None:
                rows = rows_of(answers.get(slug), page)
                yield slug, questions(page, self.settings, self.children, rows)

    def _rows(self, slug: str) -> list[tuple[str, str]]:
        page = page_of(slug)
        return rows_of(self.answers.get(slug), page) if page else []

    def _row_holds(self, slug: str, number: str) -> bool:
        given = self.answers.get(slug) or {}
        return any(
            str(value).strip()
            for name, value in given.items()
            if name.startswith(f"row-{number}-") and not name.endswith(("-kind", "-about"))
        )

    def _text(self, slug: str, name: str) -> str:
        given = self.answers.get(slug) or {}
        return "" if given.get(f"{name}_not_known") else str(given.get(name) or "").strip()

    def _date(self, slug: str, name: str, *, partial: bool = False) -> str:
        return read_parts(self.answers.get(slug) or {}, name, partial=partial).iso

    # ---- the schema's shape ----

    def document(self, sender: Sender, now: datetime) -> dict[str, Any]:
        """The referral as another system would send it; what was not answered is left out."""
        about = self._text("you", "relationship_to_family")
        whole: dict[str, Any] = {
            "reference": sender.reference,
            "received_at": now.isoformat(),
            "referrer": _given(
                name=self._text("you", "name"),
                role=self._text("you", "role"),
                agency=sender.agency,
                phone=self._text("you", "phone"),
                email=self._text("you", "email"),
                relationship_to_family=about,
            ),
            "children": [self._child(slug) for slug in self.places.children],
            "adults": [self._adult(slug) for slug in self.places.adults],
            "concerns": list((self.answers.get("concerns") or {}).get("concerns", ())),
            "lines": [self._line(number, kind) for number, kind in self.lines],
            "child_voice": [self._voice(slug) for slug in self.places.voices],
            "consent": self._consent(),
            "other_agencies": [
                _given(agency=self._row("agencies", n, "agency"), contact=self._row("agencies", n, "contact"))
                for n, _ in self.agencies
            ],
        }
        return whole | self._rest()

    def _rest(self) -> dict[str, Any]:
        rest: dict[str, Any] = _given(
            daily_life=self._text("daily-life", "daily_life"),
            working_well=self._text("strengths", "working_well"),
            already_tried=self._text("strengths", "already_tried"),
            views_of_parents=self._text("family-views", "views_of_parents"),
            level_reason=self._text("level", "level_reason"),
            hoped_for=self._text("hopes", "hoped_for"),
        )
        if (level := self._text("level", "level")).isdigit():
            rest["level"] = int(level)
        if (danger := self._text("before", "immediate_danger")) in ("yes", "no"):
            rest["immediate_danger"] = danger == "yes"
        if self._text("keep", "keep") == "yes":
            rest["keep_from_family"] = _given(
                text=self._text("keep", "keep_text"), reason=self._text("keep", "keep_reason")
            )
        return rest

    def _child(self, slug: str) -> dict[str, Any]:
        age = self._text(slug, "age_years")
        by_kind: dict[str, dict[str, Any]] = {
            "born": _given(date_of_birth=self._date(slug, "born")),
            "due": _given(expected_date_of_birth=self._date(slug, "due")),
            "age": {"age_years": int(age) if age.isdigit() and len(age) < 4 else age or None},
        }
        child = _given(
            **{name: self._text(slug, name) for name in ("given_name", "family_name", "sex", "school", "gp")},
            **{
                name: self._text(slug, name)
                for name in ("ethnicity", "first_language", "communication", "religion")
            },
            nhs_number=clean_nhs_number(self._text(slug, "nhs_number")),
            upn=clean_upn(self._text(slug, "upn")),
            also_known_as=_lines(self._text(slug, "also_known_as")),
            disabilities=list((self.answers.get(slug) or {}).get("disabilities", ())),
            address=self._address(slug),
        )
        aged = by_kind.get(self._text(slug, "age_kind"), {})
        return child | {name: value for name, value in aged.items() if value is not None}

    def _adult(self, slug: str) -> dict[str, Any]:
        unnamed = bool((self.answers.get(slug) or {}).get("family_name_not_known"))
        adult = _given(
            given_name=self._text(slug, "given_name"),
            family_name=NAME_NOT_KNOWN if unnamed else self._text(slug, "family_name"),
            date_of_birth=self._date(slug, "born"),
            relationship_to_children=self._text(slug, "relationship_to_children"),
            address=self._address(slug),
        )
        known = {"yes": True, "no": False}
        for name in ("parental_responsibility", "lives_with_children"):
            adult[name] = known.get(self._text(slug, name))
        return adult

    def _address(self, slug: str) -> dict[str, Any]:
        address = _given(lines=_lines(self._text(slug, "address")), postcode=self._text(slug, "postcode"))
        if address and self._text(slug, "protected"):
            address["protected"] = True
        return address

    def _row(self, slug: str, number: str, name: str) -> str:
        return self._text(slug, f"row-{number}-{name}")

    def _line(self, number: str, kind: str) -> dict[str, Any]:
        return {
            "kind": kind,
            **_given(
                text=self._row("what-happened", number, "text"),
                source=self._row("what-happened", number, "source"),
                when=self._date("what-happened", f"row-{number}-when", partial=True),
            ),
        }

    def _voice(self, slug: str) -> dict[str, Any]:
        voice: dict[str, Any] = _given(
            **{name: self._text(slug, name) for name in ("words", "how", "asked_by", "response")},
            when=self._date(slug, "when", partial=True),
        )
        chosen = self._text(slug, "child")
        if chosen in self.places.children:
            voice["child"] = self.places.children.index(chosen)
        elif len(self.places.children) == 1 and not chosen:
            voice["child"] = 0
        voice["alone"] = {"yes": True, "no": False}.get(self._text(slug, "alone"))
        return voice

    def _consent(self) -> dict[str, Any]:
        position = self._text("consent", "position")
        return _given(position=position, reason=self._text("consent", f"reason_{position}"))

    # ---- what the schema cannot say ----

    def statements(self) -> Iterator[Statement]:
        """The lines with the child each is about."""
        names = dict(self.children)
        for number, kind in self.lines:
            given = self._line(number, kind)
            about = names.get(self._row("what-happened", number, "about"), "")
            yield Statement(kind, given["text"], given.get("when", ""), given.get("source", ""), about[:200])

    def beyond_the_schema(self) -> dict[str, str]:
        """Answers that the published schema has no field for."""
        extra = {
            f"setting_{place}": self._text(slug, "setting") for place, slug in enumerate(self.places.voices)
        }
        for name in ("risk_to_practitioners", "interpreter"):
            unknown = (self.answers.get("practical") or {}).get(f"{name}_not_known")
            extra[name] = _("Not known") if unknown else self._text("practical", name)
        extra["cover"] = self._text("you", "cover")
        if not self.places.voices:
            extra["not_asked"] = self._text("voices", "not_asked")
        return {name: text for name, text in extra.items() if text}

    def own_answers(self) -> Iterator[OwnAnswer]:
        """Answers to the partnership's own questions; an empty one is not known."""
        for slug, asked in self.asked.items():
            page = page_of(slug)
            for question in asked:
                if page is None or not question.own:
                    continue
                given = self.answers.get(slug) or {}
                answer = answer_to(question, given)
                if answer or given.get(f"{question.name}_not_known"):
                    child, adult = _place(slug, self.places.children), _place(slug, self.places.adults)
                    yield OwnAnswer(page.section, question.ask.code, answer, child, adult)

    # ---- what is wrong beyond the intake's own rules ----

    def problems(self) -> Iterator[PageProblem]:
        """Dates that cannot be, answers that contradict each other, and what this partnership will not go without."""
        if not self.children:
            yield PageProblem("children", "", missing("children", ""))
        for slug, asked in self.asked.items():
            page, unseen = page_of(slug), hidden(asked, typed(self.answers.get(slug)))
            if page is not None:
                for question in asked:
                    needed = question.required and question.name not in unseen
                    yield from self._of(page, replace(question, required=needed))
        yield from self._too_long()
        yield from self._reason()

    def _of(self, page: Page, question: Question) -> Iterator[PageProblem]:
        slug, name, given = page.slug, question.name, self.answers.get(page.slug) or {}
        asked = question.ask.name
        if asked in ("born", "due") and given.get("age_kind", asked) != asked:
            return
        group = slug.partition("-")[0] if slug.startswith(("child-", "adult-", "voice-")) else slug
        lacking = "" if name.startswith("row-") else missing(group, name) or lacking_words(question)
        for words in wrong_with(question, typed(given), lacking=lacking):
            yield PageProblem(slug, name, words)

    def _too_long(self) -> Iterator[PageProblem]:
        limits = [("you", ask) for ask in (page_of("you") or PAGES[0]).asks]
        limits += [("practical", ask) for ask in (page_of("practical") or PAGES[0]).asks]
        limits += [("voices", ask) for ask in (page_of("voices") or PAGES[0]).asks]
        limits += [(slug, ask) for slug in self.places.voices for ask in (page_of(slug) or PAGES[0]).asks]
        for slug, ask in limits:
            if ask.limit and len(self._text(slug, ask.name)) > ask.limit:
                yield PageProblem(
                    slug,
                    ask.name,
                    _("This is longer than {limit:,} characters. Shorten it").format(limit=ask.limit),
                )

    def _reason(self) -> Iterator[PageProblem]:
        position = self._text("consent", "position")
        choice = {str(code): one for code, one in self.settings.consent_positions.items()}.get(position)
        unsaid = not self._text("consent", f"reason_{position}")
        if choice is not None and choice.needs_reason and unsaid:
            yield PageProblem("consent", f"reason_{position}", missing("consent", "reason"))
        level = self._text("level", "level")
        asked = level.isdigit() and consent.sought_at(self.settings, int(level))
        if choice is not None and position == ConsentPosition.NOT_APPLICABLE and unsaid and asked:
            yield PageProblem(
                "consent",
                f"reason_{position}",
                _("Enter why it does not apply: at the level you chose the family is asked first"),
            )
        for number, kind in self.lines:
            if not self._row("what-happened", number, "text"):
                yield PageProblem("what-happened", f"row-{number}-text", missing("line", "text"))
            if kind == "told" and not self._row("what-happened", number, "source"):
                yield PageProblem("what-happened", f"row-{number}-source", missing("line", "source"))


def _place(slug: str, slugs: Sequence[str]) -> int | None:
    return list(slugs).index(slug) if slug in slugs else None


def _given(**values: Any) -> dict[str, Any]:
    """Only what was answered."""
    return {name: value for name, value in values.items() if value not in ("", [], {}, None)}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
