"""The page on which a partnership is begun: served once, on this machine alone, by the command that may make one.

The web service's own role may make no partnership, and should not. So the command opens a page of its own, at an
address that holds a key nobody else knows, and closes it once the partnership is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from secrets import compare_digest, token_urlsafe
from typing import Any, ClassVar
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django import forms
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from config.home import Refused
from tessera.partnership.rules.presets import PRESETS
from tessera.partnership.rules.starting import NewPartnership
from tessera.partnership.rules.words import AgencyKind
from tessera.ui.forms import GovukForm, Look

Person = tuple[str, str]
Begin = Callable[[NewPartnership, list[Person]], list[tuple[str, str]]]

PRESET_WORDS = {
    "generic-4-24-72": ("4, 24 and 72 hours", "The middle of what partnerships have published"),
    "merton-2-6-24": ("2, 6 and 24 hours for agencies to answer", "As Merton has published"),
    "oxfordshire-4h-1wd-3wd": ("4 hours, 1 and 3 working days", "As Oxfordshire has published"),
    "surrey-4wh-24wh-72h": (
        "4 and 24 working hours, and 72 hours, for agencies to answer",
        "As Surrey has published",
    ),
}
KINDS = {
    AgencyKind.POLICE: "Police",
    AgencyKind.HEALTH_COMMUNITY: "Community health",
    AgencyKind.HEALTH_ACUTE: "Hospitals",
    AgencyKind.GP: "GP practices",
    AgencyKind.MENTAL_HEALTH: "Mental health",
    AgencyKind.EDUCATION_SCHOOL: "Schools and colleges",
    AgencyKind.EDUCATION_EARLY_YEARS: "Nurseries and childminders",
    AgencyKind.HOUSING: "Housing",
    AgencyKind.PROBATION: "Probation",
    AgencyKind.YOUTH_JUSTICE: "Youth justice",
    AgencyKind.ADULT_SOCIAL_CARE: "Adult social care",
    AgencyKind.DOMESTIC_ABUSE_SERVICE: "Domestic abuse services",
    AgencyKind.VOLUNTARY: "Voluntary organisations",
    AgencyKind.OTHER: "Others",
}


class BeginForm(GovukForm):
    """A name, a preset, the agencies and two administrators."""

    name = forms.CharField(
        label="What is the partnership called?",
        max_length=100,
        error_messages={"required": "Enter what the partnership is called"},
    )
    preset = forms.ChoiceField(
        label="How long may an enquiry take?",
        help_text="For red, amber and green. All of it can be changed afterwards.",
        widget=forms.RadioSelect,
        choices=[(name, PRESET_WORDS[name][0]) for name in PRESETS],
        error_messages={"required": "Select how long an enquiry may take"},
    )
    hub_name = forms.CharField(
        label="What is the hub called?",
        max_length=100,
        error_messages={"required": "Enter what the hub is called"},
    )
    hub_telephone = forms.CharField(
        label="The hub’s telephone number",
        max_length=20,
        error_messages={"required": "Enter the hub’s telephone number"},
    )
    out_of_hours_telephone = forms.CharField(
        label="The telephone number out of hours",
        max_length=20,
        error_messages={"required": "Enter the telephone number out of hours"},
    )
    hub_email = forms.EmailField(
        label="The hub’s email address",
        error_messages={
            "required": "Enter the hub’s email address",
            "invalid": "Enter an email address, like hub@example.org",
        },
    )
    social_care = forms.CharField(
        label="What is children’s social care called?",
        help_text="The hub is one of its teams.",
        max_length=200,
        error_messages={"required": "Enter what children’s social care is called"},
    )
    looks: ClassVar = {
        "name": Look(width="two-thirds"),
        "preset": Look(hints={name: words[1] for name, words in PRESET_WORDS.items()}),
        "hub_name": Look(width="two-thirds"),
        "hub_telephone": Look(width=20),
        "out_of_hours_telephone": Look(width=20),
        "hub_email": Look(width="two-thirds"),
        "social_care": Look(width="two-thirds"),
        **{f"agencies_{kind}": Look(rows=2) for kind in KINDS},
        **{f"{what}_{n}": Look(width="two-thirds") for what in ("person", "email") for n in (1, 2)},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, words in KINDS.items():
            self.fields[f"agencies_{kind}"] = forms.CharField(
                label=words, widget=forms.Textarea, required=False, max_length=20_000
            )
        for n, which in ((1, "first"), (2, "second")):
            self.fields[f"person_{n}"] = forms.CharField(
                label=f"The {which} administrator’s name",
                max_length=150,
                error_messages={"required": f"Enter the {which} administrator’s name"},
            )
            self.fields[f"email_{n}"] = forms.EmailField(
                label=f"The {which} administrator’s email address at work",
                error_messages={
                    "required": f"Enter the {which} administrator’s email address",
                    "invalid": "Enter an email address, like name@example.org",
                },
            )

    @property
    def about(self) -> list[Any]:
        """The questions about the partnership and its hub."""
        return [self[name] for name in self.declared_fields]

    @property
    def agencies(self) -> list[Any]:
        """One box for each kind of agency."""
        return [self[f"agencies_{kind}"] for kind in KINDS]

    @property
    def people(self) -> list[Any]:
        """The administrators."""
        return [self[f"{what}_{n}"] for n in (1, 2) for what in ("person", "email")]

    def told(self) -> tuple[NewPartnership, list[Person]]:
        """What was typed, once it is valid."""
        typed = self.cleaned_data
        named = {name: typed[name] for name in self.declared_fields}
        people = [(typed[f"email_{n}"], typed[f"person_{n}"]) for n in (1, 2)]
        return NewPartnership(**named, agencies=list(self._agencies())), people

    def _agencies(self) -> Iterator[tuple[str, str]]:
        for kind in KINDS:
            for line in self.cleaned_data[f"agencies_{kind}"].splitlines():
                if line.strip():
                    yield str(kind), line.strip()


class _Page:
    """The page while it is open: its key, what it does, and whether it was done."""

    def __init__(self, begin: Begin) -> None:
        self.key = token_urlsafe(24)
        self.begin = begin
        self.done = False

    def answer(self, request: HttpRequest, key: str) -> HttpResponse:
        """The form, or the links to send to the administrators. The key stands for the right to be here."""
        if self.done or not compare_digest(key.encode(), self.key.encode()):
            raise Http404
        form = BeginForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                links = self.begin(*form.told())
            except Refused as problem:
                form.add_error(None, str(problem))
            else:
                self.done = True
                return render(
                    request, "partnership/begun.html", {"links": links, "name": form.cleaned_data["name"]}
                )
        return render(request, "partnership/begin.html", {"form": form})


class _Quiet(WSGIRequestHandler):
    timeout = 10  # seconds: a browser may open a connection and say nothing, and one is served at a time

    def log_message(self, *args: Any) -> None:
        """Say nothing: the address holds a key."""


def serve(begin: Begin, port: int, say: Callable[[str], object]) -> None:
    """Open the page until a partnership was begun on it. `begin` makes one, or raises Refused with the reason."""
    opened = _Page(begin)
    view = csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(opened.answer))
    _only([path("begin/<str:key>/", view)])
    call_command("collectstatic", interactive=False, verbosity=0)
    try:
        server = make_server("127.0.0.1", port, WSGIHandler(), handler_class=_Quiet)
    except OSError as problem:
        raise Refused(f"Port {port} cannot be used: {problem.strerror}.") from None
    with server:
        say(f"Begin the partnership at http://127.0.0.1:{server.server_port}/begin/{opened.key}/")
        while not opened.done:
            server.handle_request()
        server.timeout = 2  # what the last page names: its style sheet and script
        for _ in range(8):
            server.handle_request()


def _only(patterns: list[Any]) -> None:
    """Nothing but this page: no sign-in, no session, no practitioner."""
    urls = type("Urls", (), {"urlpatterns": patterns, "handler404": "tessera.ui.views.not_found"})
    settings.ROOT_URLCONF = urls
    settings.MIDDLEWARE = [
        one
        for one in settings.MIDDLEWARE
        if one.endswith(
            (".SecurityMiddleware", "HeadersMiddleware", "WhiteNoiseMiddleware", "XFrameOptionsMiddleware")
        )
    ]
    settings.TESSERA_NAVIGATION = settings.TESSERA_IDENTITY = settings.TESSERA_COLOURS = ""
    settings.SECURE_SSL_REDIRECT = False
