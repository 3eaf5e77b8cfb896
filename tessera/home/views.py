"""Pages that belong to no one subject."""

from secrets import token_urlsafe
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tessera.access.here import Asked
from tessera.home import queries
from tessera.home.forms import SearchForm, WorklistFilter, after_of, filters_of
from tessera.home.navigation import start_of
from tessera.ui.svg import flow
from tessera.ui.views import open_to_all

SEARCHES = "looked_for"  # the last few of this session, so that an address need not say what was looked for
KEPT = 10


@require_GET
def home(request: Asked) -> HttpResponse:
    """To the page that this practitioner's day begins on."""
    return redirect(start_of(request.me))


@require_GET
def worklist(request: Asked) -> HttpResponse:
    """The hub's live work, most pressing first."""
    shown = queries.worklist(practitioner=request.me, at=timezone.now(), filters=filters_of(request.GET))
    form = WorklistFilter(request.GET or None, ratings=shown.ratings, practitioners=shown.practitioners)
    return render(request, "home/worklist.html", {"nav": "worklist", "shown": shown, "filters": form})


@require_GET
def wallboard(request: Asked) -> HttpResponse:
    """The same for a screen on the wall, without names. It is sent again each minute, until someone stops it."""
    shown = queries.wallboard(practitioner=request.me, at=timezone.now())
    answer = render(request, "home/wallboard.html", {"nav": "worklist", "shown": shown})
    if "still" not in request.GET:
        answer["Refresh"] = "60"  # works with no script
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Asked) -> HttpResponse:
    """Lines and people, by words. What is looked for is posted, kept in the session and shown at a plain address."""
    kept, agencies = request.session.get(SEARCHES, {}), queries.agencies(request.me)
    if request.method == "POST":
        form = SearchForm(request.POST, agencies=agencies)
        if form.is_valid():
            key = token_urlsafe(6)
            request.session[SEARCHES] = dict([*kept.items()][1 - KEPT :]) | {key: form.kept()}
            return redirect(f"/search/?for={key}")
        return render(request, "home/search.html", {"nav": "search", "form": form})
    key, after = request.GET.get("for", ""), after_of(request.GET)
    form = SearchForm(kept.get(key), agencies=agencies)
    found = None
    if form.is_valid():
        found = queries.search(practitioner=request.me, wanted=form.wanted(), after=after)
    return render(request, "home/search.html", {"nav": "search", "form": form, "found": found, "key": key})


@require_GET
def past_work(request: Asked) -> HttpResponse:
    """The cases in which one's work has ended, each with one's own record of it."""
    shown = queries.past_work(practitioner=request.me, at=timezone.now())
    return render(request, "home/past_work.html", {"nav": "search", "shown": shown})


@require_GET
def own_record(request: Asked, case_id: UUID) -> HttpResponse:
    """What one wrote oneself, or one's agency, in a case after one's work in it has ended."""
    shown = queries.own_record(practitioner=request.me, at=timezone.now(), case_id=case_id)
    return render(request, "home/own_record.html", {"nav": "search", "shown": shown})


@open_to_all
@require_GET
def help_with_it(request: HttpRequest) -> HttpResponse:
    """How each job is done, what the marks mean, what to do when something goes wrong."""
    return _about(request, "home/help.html")


@require_GET
def how_we_work(request: Asked) -> HttpResponse:
    """The way a referral goes here, as the partners have agreed: drawn, and as a list."""
    shown = queries.how_we_work(practitioner=request.me, at=timezone.now())
    picture = flow(
        [(stage.name, stage.lines, stage.ends) for stage in shown.stages],
        title=_("How a referral goes in {partnership}; the same is in the table below").format(
            partnership=shown.partnership
        ),
    )
    return render(request, "home/how_we_work.html", {"shown": shown, "picture": picture})


@open_to_all
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, how, and what does not work for everybody."""
    return _about(request, "home/accessibility.html")


@open_to_all
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about practitioners and families, why, for how long and whom to ask."""
    return _about(request, "home/privacy.html")


def _about(request: HttpRequest, template: str) -> HttpResponse:
    """A page for everyone. Whoever is signed in reads how to reach their own hub."""
    contact = queries.contact(practitioner=getattr(request, "me", None), at=timezone.now())
    return render(request, template, {"contact": contact})


def colours(request: HttpRequest) -> tuple[str, ...]:
    """The partnership's own colours, for the top of every page (config/settings.py names this)."""
    return queries.colours(practitioner=getattr(request, "me", None), at=timezone.now())
