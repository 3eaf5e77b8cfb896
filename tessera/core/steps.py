"""Steps: the life of a thing as one table of verbs, from which everything else about its states is derived.

One row says which verb takes a thing from which states to which, what must be given, how soon, and whose job
it is. The database check, the buttons on the page, the diagram and the tests all read the same rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from tessera.core.language import gettext as _
from tessera.core.text import join_words
from tessera.core.working_time import Limit

__all__ = ["NotAllowed", "Step", "Steps"]

State = TypeVar("State", bound=str)


class NotAllowed(Exception):
    """This verb cannot be done now. The message is fit to show to the person who tried.

    `missing` names what was not given; it is empty when the state itself forbids the verb.
    """

    def __init__(self, message: str, *, verb: str, state: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.verb = verb
        self.state = state
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """One verb: from which state or states, to which (None: it stays as it is), and on what terms.

    `needs` are names that must be given and not be empty; `within` is a fixed limit or the name of one of the
    partnership's clocks; `by` names the roles whose job it is (access decides, this only says).
    """

    verb: str
    from_: State | tuple[State, ...]
    to: State | None
    needs: tuple[str, ...] = ()
    within: Limit | str | None = None
    by: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[State, ...]:
        """The states this step may be taken from, always as a tuple."""
        return self.from_ if isinstance(self.from_, tuple) else (self.from_,)

    def lands(self, state: State) -> State:
        """Return the state a thing in `state` is in after this step."""
        return state if self.to is None else self.to


def _words(name: str) -> str:
    return _(str(name).replace("_", " "))


@dataclass(frozen=True, slots=True, init=False)
class Steps(Generic[State]):
    """All the steps of one kind of thing, checked when made: ValueError for a table that makes no sense.

    It refuses no steps at all, a step from nowhere, two rows for one verb and state, and a state that cannot
    be reached from `start` (the first row's first state unless given). Pass `states` (usually the StrEnum
    itself) to be sure that none is forgotten.
    """

    start: State
    states: tuple[State, ...]
    _steps: tuple[Step[State], ...]
    _table: dict[tuple[str, State], Step[State]] = field(repr=False, compare=False, hash=False)

    def __init__(
        self,
        *steps: Step[State],
        start: State | None = None,
        states: tuple[State, ...] | type[State] | None = None,
    ) -> None:
        if not steps:
            raise ValueError("There are no steps.")
        table: dict[tuple[str, State], Step[State]] = {}
        seen: dict[State, None] = {}
        for step in steps:
            if not step.sources:
                raise ValueError(f'"{step.verb}" can be taken from no state.')
            for state in step.sources:
                if (step.verb, state) in table:
                    raise ValueError(f'"{step.verb}" from {_words(state)} is there twice.')
                table[step.verb, state] = step
            seen.update(dict.fromkeys((*step.sources, *(() if step.to is None else (step.to,)))))
        first = steps[0].sources[0] if start is None else start
        found = tuple(seen)
        object.__setattr__(self, "start", first)
        object.__setattr__(self, "_steps", steps)
        object.__setattr__(self, "_table", table)
        object.__setattr__(self, "states", found)
        wanted: tuple[State, ...] = found if states is None else tuple(states)  # type: ignore[arg-type]
        if unused := [_words(state) for state in wanted if state not in seen]:
            raise ValueError(f"No step mentions {join_words(unused)}.")
        if unknown := [_words(state) for state in (first, *found) if state not in wanted]:
            raise ValueError(f"Not among the states: {join_words(unknown)}.")
        if lost := [_words(state) for state in found if state not in self._reachable()]:
            raise ValueError(f"Cannot be reached from {_words(first)}: {join_words(lost)}.")
        object.__setattr__(self, "states", wanted)

    def _reachable(self) -> set[State]:
        reached, edge = {self.start}, [self.start]
        while edge:
            state = edge.pop()
            for step in self._steps:
                if state in step.sources and step.lands(state) not in reached:
                    reached.add(step.lands(state))
                    edge.append(step.lands(state))
        return reached

    def __iter__(self) -> Iterator[Step[State]]:
        return iter(self._steps)

    @property
    def verbs(self) -> tuple[str, ...]:
        """Every verb once, in the order of the table."""
        return tuple(dict.fromkeys(step.verb for step in self._steps))

    @property
    def ends(self) -> tuple[State, ...]:
        """The states that no step leaves."""
        left = {
            state for step in self._steps if step.to is not None for state in step.sources if state != step.to
        }
        return tuple(state for state in self.states if state not in left)

    def verbs_from(self, state: State) -> tuple[str, ...]:
        """The verbs that may be done to a thing in this state, in the order of the table: its buttons."""
        return tuple(step.verb for step in self._steps if state in step.sources)

    def allows(self, verb: str, state: State) -> bool:
        """Say whether this verb may be done in this state, whatever is given."""
        return (verb, state) in self._table

    def take(self, verb: str, state: State, **given: Any) -> Step[State]:
        """Return the step for this verb from this state, or raise NotAllowed in words for the person.

        What the step needs must be among `given` and not be None, blank or an empty collection; other names
        given are let pass. A verb in no row raises KeyError: that is our mistake, not the person's.
        """
        if verb not in self.verbs:
            raise KeyError(verb)
        step = self._table.get((verb, state))
        if step is None:
            possible = join_words([_words(name) for name in self.verbs_from(state)], last="or")
            words = (
                _("You cannot {verb} this now: it is {state}. From here you can {possible}.")
                if possible
                else _("You cannot {verb} this now: it is {state}. Nothing more can be done to it.")
            )
            raise NotAllowed(
                words.format(verb=_words(verb), state=_words(state), possible=possible),
                verb=verb,
                state=state,
            )
        missing = tuple(name for name in step.needs if _is_empty(given.get(name)))
        if missing:
            raise NotAllowed(
                _("To {verb} this, give the {missing}.").format(
                    verb=_words(verb), missing=join_words([_words(name) for name in missing])
                ),
                verb=verb,
                state=state,
                missing=missing,
            )
        return step

    def as_mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram, for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for step in self._steps:
            lines += [f"    {state} --> {step.lands(state)}: {_words(step.verb)}" for state in step.sources]
        lines += [f"    {state} --> [*]" for state in self.ends]
        return "\n".join(lines) + "\n"

    def as_table(self) -> str:
        """Write the table out in Markdown, one row for each step, for the documentation."""
        lines = ["| Verb | From | To | Needs | Within | By |", "|---|---|---|---|---|---|"]
        for step in self._steps:
            within = step.within.words() if isinstance(step.within, Limit) else _words(step.within or "")
            cells = (
                _words(step.verb),
                ", ".join(_words(state) for state in step.sources),
                "(stays)" if step.to is None else _words(step.to),
                ", ".join(_words(name) for name in step.needs),
                within,
                ", ".join(_words(role) for role in step.by),
            )
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines) + "\n"


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, (tuple, list, set, frozenset, dict)):
        return not value
    return value is None
