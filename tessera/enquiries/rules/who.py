"""How a child is named and how old they are, as the hub reads it. Pure."""

from datetime import date

from tessera.core.text import age_in_words, date_words

SEX = {"M": "boy", "F": "girl"}


def child_name(given: str, family: str, expected: date | None) -> str:
    """ "Rowan Ashdown"; a child not yet born is "Baby Noor (unborn)"."""
    if expected is not None:
        return f"{given or 'Baby'} {family} (unborn)"
    return " ".join(part for part in (given, family) if part)


def age_words(born: date | None, expected: date | None, age: int | None, on: date) -> str:
    """How old on a day: from the date of birth, else as it was told; nothing where nobody knows."""
    if expected is not None:
        return f"due {date_words(expected)}"
    if born is not None:
        return age_in_words(born, on)
    return f"about {age} years" if age is not None else ""
