"""What a question, a page and a list of entries are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tessera.core.language import marked
from tessera.core.words import Word


class Kind(Word):
    """What kind of answer a question takes."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    PARTIAL = "partial"
    CHOICE = "choice"
    SEVERAL = "several"
    PICK = "pick"
    TICK = "tick"


Choices = tuple[tuple[str, str], ...]
YES_NO: Choices = (("yes", marked("Yes")), ("no", marked("No")))
YES_NO_NOT_KNOWN: Choices = (*YES_NO, ("not_known", marked("Not known")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question.

    `code` is its name in the section of the settings. A question with a `label` uses it, and its `hint`, only where a
    settings document has no words for it; one without adds its hint to theirs. `heading` stands over it where a long
    page changes subject. `reveals` names the questions that are asked only when an option is chosen.
    """

    name: str
    kind: Kind = Kind.TEXT
    code: str = ""
    label: str = ""
    hint: str = ""
    choices: Choices = ()
    reveals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    limit: int = 0
    rows: int = 5
    width: int | str = ""
    wording: bool = False
    not_known: bool = False
    inline: bool = False
    heading: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. `entry`: the kind of thing it lists, each on a page of its own. `row`: the questions of each of its
    rows, of the kinds in `row_kinds`. `under` is the heading it stands under in the list of tasks."""

    slug: str
    section: str
    title: str
    under: str
    asks: tuple[Ask, ...] = ()
    intro: str = ""
    entry: str = ""
    row: tuple[Ask, ...] = ()
    row_kinds: tuple[str, ...] = ()
    key: str = ""

    @property
    def where(self) -> str:
        """The name that this page's answers are kept under."""
        return self.key or self.slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it is asked here. `own`: the partnership added it. `waits`: its settings ask it only where an
    earlier answer of the page calls for it; elsewhere what was typed is no answer."""

    ask: Ask
    name: str
    label: str
    hint: str
    required: bool
    not_known: bool
    own: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing that a referral may hold several of, each on a page of its own; `most` as the published schema says."""

    kind: str
    page: str
    section: str
    one: str
    asks: tuple[Ask, ...]
    most: int
