"""What may be typed when an agency is asked: by the hub. The choices come from the settings."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import AgencyKind, BasisKind
from tessera.ui.forms import GovukForm, Look

PROMPT = "why_this_much"
OFFERED = (BasisKind.ARTICLE_6, BasisKind.LAW_ENFORCEMENT)
LONG = 20_000
# A start, which whoever asks changes: a request to add to the chronology is of any kind of agency about any concern.
TO_CONTRIBUTE = _(
    "Add to the chronology what your agency knows of these children: each event, with its date as surely as you "
    "know it, where it is written, and what it meant for the child. Write notes, or add your own chronology as a file."
)
WHY_CONTRIBUTE = _(
    "Only they know what they have recorded. Put in order beside what others know, it may show what no one event does."
)
YES, NO = "yes", "no"


class AskForm(GovukForm):
    """One question to one agency, with the record of the share."""

    question = forms.CharField(
        label=_("Your question"),
        widget=forms.Textarea,
        max_length=LONG,
        help_text=_(
            "One question that this agency alone can answer. Change the words to fit these children."
        ),
        error_messages={"required": _("Enter your question")},
    )
    context = forms.CharField(
        label=_("What else do they need to know to answer it?"),
        widget=forms.Textarea,
        max_length=LONG,
        required=False,
        help_text=_("They can read the referral. Leave this empty, or add only what they need."),
    )
    necessity = forms.CharField(
        label=_("Why is it needed from them, and why this much?"),
        widget=forms.Textarea,
        max_length=LONG,
        error_messages={"required": _("Enter why it is needed from them")},
    )
    told_family = forms.ChoiceField(
        label=_("Have you told the family that you are asking this agency?"),
        widget=forms.RadioSelect,
        choices=((YES, _("Yes")), (NO, _("No"))),
        error_messages={"required": _("Select whether the family has been told")},
    )
    told_family_reason = forms.CharField(
        label=_("Why not?"),
        widget=forms.Textarea,
        max_length=LONG,
        error_messages={"required": _("Enter why the family has not been told")},
    )
    purpose = forms.ChoiceField(
        label=_("What is the sharing for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what the sharing is for")},
    )
    basis = forms.ChoiceField(
        label=_("On which lawful basis?"),
        widget=forms.RadioSelect,
        help_text=_("Consent is usually not the basis for sharing to keep a child safe."),
        error_messages={"required": _("Select a lawful basis")},
    )

    def __init__(
        self,
        *args: Any,
        purposes: Iterable[tuple[str, str, str]],
        bases: Iterable[tuple[str, str, str]],
        necessity_hint: str,
        told_hint: str,
        **kwargs: Any,
    ) -> None:
        """`purposes` and `bases` are (value, label, hint)."""
        purposes, bases = list(purposes), list(bases)
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(code, label) for code, label, _ in purposes]  # type: ignore[attr-defined]
        self.fields["basis"].choices = [(code, label) for code, label, _ in bases]  # type: ignore[attr-defined]
        self.fields["necessity"].help_text = necessity_hint
        self.fields["told_family"].help_text = told_hint
        self.looks = {  # type: ignore[misc]
            "question": Look(size="m", rows=6),
            "context": Look(rows=3),
            "necessity": Look(rows=3),
            "told_family": Look(inline=False, reveals={NO: ["told_family_reason"]}),
            "told_family_reason": Look(rows=3),
            "purpose": Look(small=True, hints={code: hint for code, _, hint in purposes}),
            "basis": Look(small=True, hints={code: hint for code, _, hint in bases}),
        }


def ask_form(
    settings: Settings, given: Any = None, *, question: str, necessity: str, not_told: bool, said: str
) -> AskForm:
    """The form as these settings have it, with a start that the practitioner answers for.

    `said`: what the referrer said of telling the family; `not_told`: that they were not.
    """
    prompt = settings.necessity_prompts.get(PROMPT)
    return AskForm(
        given,
        initial={
            "question": question,
            "necessity": necessity,
            "purpose": next(iter(settings.purposes)),
            # The hub shares the question, so the basis is the one its own agency usually relies on.
            "basis": settings.usual_bases[settings.hub[0].kind].basis,
            "told_family": NO if not_told else "",
            "told_family_reason": said if not_told else "",
        },
        purposes=[(code, one.label, one.plain) for code, one in settings.purposes.items()],
        bases=[(code, b.label, b.plain) for code, b in settings.lawful_bases.items() if b.kind in OFFERED],
        necessity_hint=(prompt.hint or "") if prompt else "",
        told_hint=_("The referrer said of the referral: {said}").format(said=said),
    )


class OfferedForm(GovukForm):
    """Which kind of agency, about which kind of concern."""

    kind = forms.ChoiceField(label=_("Kind of agency"))
    concern = forms.ChoiceField(label=_("Kind of concern"))

    def __init__(self, settings: Settings, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(str(one), str(one).replace("_", " ").capitalize()) for one in AgencyKind]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        concerns = [(str(code), one.label) for code, one in settings.concerns.items()]
        self.fields["concern"].choices = concerns  # type: ignore[attr-defined]


class DoNotShareForm(GovukForm):
    """A decision not to share with an agency."""

    agency = forms.ChoiceField(
        label=_("Which agency?"),
        error_messages={"required": _("Select an agency"), "invalid_choice": _("Select an agency")},
    )
    reason = forms.CharField(
        label=_("Why are you not sharing with them?"),
        widget=forms.Textarea,
        max_length=LONG,
        help_text=_("Say what could go wrong if you did, and what you will do instead."),
        error_messages={"required": _("Enter why you are not sharing with them")},
    )
    looks: ClassVar = {"agency": Look(size="m"), "reason": Look(size="m")}

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", _("Choose an agency")), *agencies]  # type: ignore[attr-defined]


class WithdrawForm(GovukForm):
    """Why a question is taken back, and whether whoever was asked may still see it."""

    may_still_see = forms.ChoiceField(
        label=_("Should they still be able to see it?"),
        widget=forms.RadioSelect,
        choices=((YES, _("Yes, they were rightly asked")), (NO, _("No, they should not have been asked"))),
        error_messages={"required": _("Select whether they should still be able to see it")},
    )
    reason = forms.CharField(
        label=_("Why do you withdraw the question?"),
        widget=forms.Textarea,
        max_length=LONG,
        error_messages={"required": _("Enter why you withdraw the question")},
    )
    looks: ClassVar = {
        "may_still_see": Look(
            size="m",
            hints={
                YES: _("They read your reason beside the question."),
                NO: _(
                    "From now on they may open neither the question nor the case, unless they are in it otherwise. "
                    "Ring them too: what they have read they have read."
                ),
            },
        ),
        "reason": Look(size="m", rows=4),
    }
