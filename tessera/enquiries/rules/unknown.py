"""What nobody has told the hub yet. Gaps go missing unless somebody writes them down, so the page does. Pure."""

from collections.abc import Sequence


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
        *(f"{agency} could not say: {words}" for agency, words in could_not_say),
        *(f"What {name} says or shows" for name, _ in children if name.casefold() not in said),
        *(f"How old {name} is" for name, aged in children if not aged),
        *(f"Whether {name} has parental responsibility" for name in adults),
        *(f"{agency} has not answered: {question}" for agency, question in waiting),
    )
