"""The pages of a chronology: of one case, and of one child in every case about them."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tessera.access.here import Asked
from tessera.chronology import queries
from tessera.chronology.forms import ChosenForm
from tessera.chronology.rules.entries import Entry
from tessera.chronology.rules.gaps import Gap
from tessera.chronology.rules.words import DIFFERS, SHAPES
from tessera.chronology.views._listed import compare_link, drawn_list, gap_words, rests_on
from tessera.chronology.views._paged import Paged
from tessera.core.text import join_words
from tessera.patterns.queries import found_about, shown_beside
from tessera.patterns.rules import together
from tessera.records.rules.noting import THEMES
from tessera.records.rules.words import Theme
from tessera.ui.entries import drawn_facts
from tessera.ui.lanes import Point, Shade, drawn_shape, swimlanes
from tessera.ui.paging import without


@require_GET
def of_case(request: Asked, case_id: UUID) -> HttpResponse:
    """What happened, by one case."""
    every, family = bool(request.GET.get("every")), bool(request.GET.get("family"))
    at = timezone.now()
    story = queries.of_case(practitioner=request.me, at=at, case_id=case_id, every=every, family=family)
    return _page(request, story)


@require_GET
def of_person(request: Asked, person_id: UUID) -> HttpResponse:
    """What happened to one child, in every case about them that the reader may open."""
    every = bool(request.GET.get("every"))
    story = queries.of_person(practitioner=request.me, at=timezone.now(), person_id=person_id, every=every)
    return _page(request, story)


def _page(request: Asked, story: queries.Story) -> HttpResponse:
    form = ChosenForm(
        request.GET if without(request.GET, "page") else None,
        agencies=[(str(one.id), one.name) for one in story.agencies],
        people=[(str(one.id), one.name) for one in story.people],
    )
    shown, gaps = story.narrowed(form.chosen())
    paged = Paged(shown, request.GET)
    context = {
        **_watched(request, story),
        "nav": "search",
        "story": story,
        "form": form,
        "paged": paged,
        "entries": drawn_list(story, paged, gaps) if shown else "",
        "alike": _alike(story, shown),
        "asked": story.asked_of(request.me.agency_id),
        "shown": len(shown),
        "picture": _picture(story, paged, gaps, form.by_person),
        "legend": [(drawn_shape(shape, 16, 16), words) for shape, words in SHAPES.items()],
    }
    return render(request, "chronology/chronology.html", context)


def _watched(request: Asked, story: queries.Story) -> dict[str, object]:
    """What the rules find about the children of the story, each with whom it is about; and when each is reviewed."""
    me, at, about = request.me, timezone.now(), story.children
    names = {one.id: one.name for one in about}
    found = found_about(practitioner=me, at=at, people=list(names))
    shown_beside(found, {entry.case_id for entry in story.entries})
    reviews = queries.reviews_of(practitioner=me, at=at, case_id=story.case_id, people=about, found=found)
    findings = [
        {
            "names": join_words([names[one.person_id] for one in same]),
            "words": same[0].words,
            "facts": drawn_facts(map(rests_on, same[0].facts)),
            "each": [{"name": names[one.person_id], "found": one} for one in same],
        }
        for same in together(found)
    ]
    return {"findings": findings, "reviews": reviews}


def _alike(story: queries.Story, shown: Sequence[Entry]) -> list[dict[str, object]]:
    """What is proposed of the entries that are shown, with what both say and in what they differ."""
    there, both = {entry.key for entry in shown}, _("Both say: {words}")
    return [
        {
            "one": _account(pair.one),
            "other": _account(pair.other),
            "shared": both.format(
                words=" · ".join((*(THEMES[Theme(theme)] for theme in pair.themes), *pair.shared[:8]))
            ),
            "differs": [DIFFERS[differs] for differs in pair.differs],
            "compare": compare_link(pair.one, pair.other),
        }
        for pair in story.alike
        if pair.one.key in there and pair.other.key in there
    ]


def _account(entry: Entry) -> dict[str, str]:
    return {"when": f"{entry.happened.words} · {entry.agency}", "title": entry.title}


def _picture(story: queries.Story, paged: Paged, gaps: Sequence[Gap], by_person: bool) -> str:
    """A lane for each agency, or for each of the family. What nobody can date stands in the list alone."""
    dated = [(n, e, e.happened.first) for n, e in enumerate(paged.shown, 1) if e.happened.first is not None]
    lanes = _people_lanes(story) if by_person else {str(one.id): one.name for one in story.agencies}
    spoken = partial(_("{number}. {when}, {agency}: {title}").format)
    words = {when: when.words for when in {entry.happened for _n, entry, _first in dated}}
    points = [
        Point(
            lane=lanes[lane],
            day=first,
            number=number,
            shape=entry.shape,
            label=spoken(number=number, when=words[entry.happened], agency=entry.agency, title=entry.title),
            href=paged.href(number),
            ringed=entry.significance > 1,
        )
        for number, entry, first in dated
        for lane in (_of_whom(entry, lanes) if by_person else (str(entry.agency_id),))
    ]
    shades = [Shade(gap.first, gap.last, gap_words(gap)) for gap in gaps]
    title = (
        _("What happened, a lane for each of the family. The same is in the list below.")
        if by_person
        else _("What happened, a lane for each agency. The same is in the list below.")
    )
    return swimlanes(list(dict.fromkeys(lanes.values())), points, shades, title=title)


def _people_lanes(story: queries.Story) -> dict[str, str]:
    """The children first, then the adults, then what is about the family as a whole."""
    people = sorted(story.people, key=lambda one: not one.is_child(story.today))
    return {str(one.id): one.name for one in people} | {"": _("The family")}


def _of_whom(entry: Entry, lanes: dict[str, str]) -> list[str]:
    """The lanes that an entry stands in: of everybody whom it is about and who is shown, or of the family."""
    return [str(one) for one in entry.about if str(one) in lanes] or [""]
