"""What nobody has told the hub yet. Gaps go missing unless somebody writes them down, so the page does. Pure."""

from collections.abc import Sequence

from tessera.core.language import gettext as _


def unknown(
    *,
    children: Sequence[tuple[str, bool]],
    heard: Sequence[str],
    adults: Sequence[str],
    waiting: Sequence[tuple[str, str]],
    could_not_say: Sequence[tuple[str, str]],
) -> tuple[str, ...]:
    """Each gap as a line.

    `children` are (name, whether their age is known); `heard` names the children whose words were written down;
    `adults` those whose parental responsibility is not known; `waiting` are (agency, question) not yet answered;
    `could_not_say` what agencies said that they do not know.
    """
    said = {name.casefold() for name in heard}
    return (
        *(
            _("{agency} could not say: {words}").format(agency=agency, words=words)
            for agency, words in could_not_say
        ),
        *(
            _("What {name} says or shows").format(name=name)
            for name, _aged in children
            if name.casefold() not in said
        ),
        *(_("How old {name} is").format(name=name) for name, aged in children if not aged),
        *(_("Whether {name} has parental responsibility").format(name=name) for name in adults),
        *(
            _("{agency} has not answered: {question}").format(agency=agency, question=question)
            for agency, question in waiting
        ),
    )
