"""How long the wording hints take on texts of the length of a real referral.

Two hundred texts of about 4,700 characters, made of invented sentences: half say plainly what happened, a
third hold words that raise a hint, some quote a child, some hold innocent uses of the same words. The same
texts every time, so that two runs can be compared. The list is loaded and built before the clock starts,
because a web process does that once. A text's time is the best of three, so that what else the machine does is
left out.
"""

from __future__ import annotations

import argparse
import random
import statistics
from time import perf_counter

from tessera.records.rules.wording import standard

HELP = "wording hints on 200 texts of the length of a referral"
DATABASE = False
TEXTS, CHARACTERS = 200, 4_700

CHILDREN = (
    "Kieran",
    "Maya",
    "Imogen",
    "Tomasz",
    "Amira",
    "Jayden",
    "Zoë",
    "Ó Súilleabháin",
    "Lily-Mae",
    "Idris",
)
ADULTS = ("Mrs Bell", "Mr Okafor", "his grandmother", "the class teacher", "the health visitor", "Ms Novak")
PLAIN = (
    "{child} came to school at {hour} without a coat, and the rain had gone through to the vest.",
    "I rang home at {hour} and again before lunch; nobody answered.",
    "{adult} saw a bruise the size of a thumb on {child}’s left arm, yellow at the edge.",
    "There was bread and milk in the kitchen, and a mattress without a sheet in the back room.",
    "{child} ate two breakfasts on Monday and put a banana in a sleeve for later.",
    "The front door has been kicked through at the bottom, and the hall was dark.",
    "{adult} walked {child} home on {n} days out of five and stayed until someone came.",
    "{child} drew a house with one window and said that was where the dog sleeps.",
    "We offered three visits, on the 2nd, the 9th and the 16th; the second one went ahead.",
    "{child} weighs {n} kilograms, which is less than in the spring.",
    "A neighbour heard shouting on {n} nights and a plate breaking on one of them.",
    "{adult} has asked for help with the rent and with getting {child} to school on time.",
)
HINTED = (
    "Mum failed to engage with the service and {adult} felt she was hard to reach.",
    "The household is chaotic and home conditions were poor; {child} was dirty and unkempt.",
    "{child} DNA’d the appointment and there was a lack of insight from dad.",
    "There are concerns about domestics, substance misuse and a volatile relationship.",
    "{child} disclosed to {adult} that there had been inappropriate touching by a boyfriend.",
    "CAMHS and the IRO will monitor; a TAF was held and the EHCP is ongoing.",
    "{child} is streetwise, attention seeking and was missing again for {n} nights.",
    "Siblings have contact on Saturdays at the contact centre before the placement is reviewed.",
    "Multi-agency support was given, but threshold was not met and the case closed.",
    "{child} presents as resilient and appears to be settled, with strong peer relationships.",
    "She chose to return to him, putting herself at risk; police are known to the family.",
    "Wishes and feelings were sought, and the voice of the child was captured by the DSL.",
)
QUOTED = (
    "{child} said, “My mum is aggressive when he makes her drink, and then she is not engaging with me.”",
    "'He says I am manipulative and I don't know what that is,' {child} told {adult}.",
    '"I hate contact. I hate the placement," {child} said, and would not go in.',
    "{adult} wrote that ‘the boys’ behaviour was challenging’ and left it there.",
)
INNOCENT = (
    "The emergency contact number is 01632 960{n}23 and the GP surgery’s address is on the form.",
    "A placement order was made in the spring; in any case {child} is on a work placement on Fridays.",
    "It was a case of flu, and a DNA sample was not needed; the baby monitor was on.",
    "The Multi-Agency Safeguarding Hub (MASH) asked us to contact the school by {hour}.",
)
KINDS = (PLAIN, HINTED, QUOTED, INNOCENT)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing of its own."""


def texts(count: int = TEXTS, characters: int = CHARACTERS) -> list[str]:
    """Make the texts: the same ones for the same numbers, each at least so many characters long."""
    draw = random.Random(20261121)  # noqa: S311 - invented prose, not a secret
    made = []
    for _ in range(count):
        wanted, text = characters + draw.randint(-600, 600), ""
        while len(text) < wanted:
            sentence = draw.choice(draw.choices(KINDS, weights=(50, 33, 8, 9))[0]).format(
                child=draw.choice(CHILDREN),
                adult=draw.choice(ADULTS),
                hour=f"{draw.randint(7, 18)}.{draw.randint(10, 59)}",
                n=draw.randint(2, 9),
            )
            text += sentence + draw.choice((" ", " ", " ", "\n\n"))
        made.append(text.strip())
    return made


def run(args: argparse.Namespace) -> dict[str, float]:
    """Measure each text on its own, after a first pass over all of them."""
    wording, made = standard(), texts()
    hints = [len(wording.hints(text)) for text in made]
    milliseconds = []
    for text in made:
        tries = []
        for _ in range(3):
            begun = perf_counter()
            wording.hints(text)
            tries.append((perf_counter() - begun) * 1_000)
        milliseconds.append(min(tries))
    return {
        "texts": len(made),
        "characters_mean": round(statistics.mean(map(len, made))),
        "milliseconds_median": round(statistics.median(milliseconds), 3),
        "milliseconds_p95": round(statistics.quantiles(milliseconds, n=20)[-1], 3),
        "milliseconds_max": round(max(milliseconds), 3),
        "hints_mean": round(statistics.mean(hints), 1),
    }
