"""The joint form of an enquiry: what the partnership's settings say of it, as the form that it is opened with."""

from typing import Any

from tessera.core.language import marked
from tessera.partnership.rules.joint_form import FieldKind, FormField, FormOption, FormSection, WrittenHow
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import RatingUse

NO_SUCH_FORM = marked("Your partnership’s settings have no joint form. An administrator can add one.")
ALREADY = marked("This enquiry has a joint form already.")
NOT_ASKED = marked("Ask this agency first. Whoever was asked, or made the referral, can take part.")


def definition(settings: Settings) -> dict[str, Any]:
    """What a form asks that is opened today. It holds all it needs, so it stays as it is when the settings change."""
    used = settings.joint_form if settings.features.joint_form else {}
    return {"sections": [_section(one, settings) for one in used.values()]}


def _section(section: FormSection, settings: Settings) -> dict[str, Any]:
    together = section.written is WrittenHow.TOGETHER
    return {
        "key": section.code,
        "title": section.title,
        "hint": section.hint or "",
        "written_by": "participants" if together else "agency",
        "held_back": section.written is WrittenHow.HELD_BACK,
        "fields": [_field(one, settings) for one in section.fields.values()],
    }


def _field(field: FormField, settings: Settings) -> dict[str, Any]:
    rating = field.kind is FieldKind.RATING
    made: dict[str, Any] = {
        "name": field.code,
        "kind": str(FieldKind.CHOICE if rating else field.kind),
        "label": field.label,
        "hint": field.hint or "",
        "options": _ratings(settings) if rating else _pairs(field.options),
        "kinds": _pairs(field.line_kinds),
        "sources": _pairs(field.line_sources),
    }
    return made | ({"max": field.longest} if field.longest is not None else {})


def _pairs(options: tuple[FormOption, ...]) -> list[list[str]]:
    return [[option.word, option.label] for option in options]


def _ratings(settings: Settings) -> list[list[str]]:
    """The ratings that an enquiry may have here."""
    return [[band.code, band.label] for band in settings.ratings.values() if band.use is RatingUse.ENQUIRY]
