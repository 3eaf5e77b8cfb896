"""Where the partners have agreed that a family is asked first, and what must be said where it was not. Pure.

Source: Working Together to Safeguard Children (2023), chapter 1, and Information sharing advice (2024): below the
threshold of significant harm the family is asked, unless that would put somebody at risk; above it consent is not the
basis for sharing. Checks without agreement below it need a recorded reason (a judgment of 2013 about Haringey's hub);
check before use.
"""

from datetime import date

from tessera.core.language import gettext as _
from tessera.core.text import join_words
from tessera.enquiries.rules.words import ConsentPosition, ScreeningOutcome
from tessera.partnership.rules.settings import Settings

# What is done with a referral that shares it further.
SHARES = (ScreeningOutcome.ENQUIRY, ScreeningOutcome.FAMILY_HELP)


def sought_at(settings: Settings, level: int | None) -> bool:
    """Whether the family is asked first at this level. Nobody's level is none of them."""
    return level is not None and level in (settings.process.consent_sought_at or ())


def said_at(settings: Settings, on: date | None = None) -> str:
    """The levels at which the family is asked first, in words; "" where the settings name none."""
    levels = settings.process.consent_sought_at or ()
    return join_words([settings.level(number, on).name.on(on) for number in levels])


def level_words(settings: Settings, level: int | None, on: date | None = None) -> str:
    """A level as the referral was made at it: "level 3, Family Help"; "" where the referrer named none."""
    if level is None:
        return ""
    named = settings.levels.get(level)
    number = _("level {number}").format(number=level)
    return f"{number}, {named.name.on(on)}" if named is not None else number


def asked_first(settings: Settings, on: date | None = None) -> str:
    """What the partners have agreed about asking the family, as the referral says it; "" where nothing."""
    levels = said_at(settings, on)
    return (
        _(
            "Here the family is asked first at these levels of need: {levels}. Do not wait for it where asking would "
            "put anybody at risk, or a child may be suffering significant harm."
        ).format(levels=levels)
        if levels
        else ""
    )


def why_goes_on(settings: Settings, *, level: int | None, position: str, danger: bool) -> bool:
    """Whether the hub must say why it shares a referral further although the family has not agreed."""
    return sought_at(settings, level) and position != ConsentPosition.AGREED and not danger
