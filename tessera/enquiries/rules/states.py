"""The life of a referral and of an enquiry, as tables of verbs.

Sources: Working Together to Safeguard Children (2023), chapter 3 (a referral is acknowledged, and what happens next is
decided, within one working day), and published hub procedures for the rest; check before use. Whose job a step is, is
said here for people to read; PostgreSQL decides who may take it.
"""

from tessera.core.steps import Step, Steps
from tessera.enquiries.rules.consent import SHARES
from tessera.enquiries.rules.words import EnquiryState, ReferralState, ScreeningOutcome

HUB = ("hub_practitioner", "decision_maker")

REFERRAL: Steps[ReferralState] = Steps(
    Step(
        "screen",
        ReferralState.RECEIVED,
        ReferralState.SCREENED,
        needs=("outcome", "reason"),
        within="acknowledge",
        by=HUB,
    ),
    # Waits for nothing: possible before screening, during an enquiry and after its decision.
    Step("call_danger", (ReferralState.RECEIVED, ReferralState.SCREENED), None, needs=("reason",)),
    Step("identify", (ReferralState.RECEIVED, ReferralState.SCREENED), None, by=HUB),
    Step("challenge", (ReferralState.RECEIVED, ReferralState.SCREENED), None, needs=("reason",)),
    states=ReferralState,
)

ENQUIRY: Steps[EnquiryState] = Steps(
    Step("rate", (EnquiryState.OPEN, EnquiryState.DECIDED), None, needs=("value", "reason")),
    Step("confirm", (EnquiryState.OPEN, EnquiryState.DECIDED), None, by=HUB),
    Step("allocate", (EnquiryState.OPEN, EnquiryState.DECIDED), None, needs=("to",), by=HUB),
    Step("pause", (EnquiryState.OPEN, EnquiryState.DECIDED), None, needs=("reason", "words"), by=HUB),
    Step("resume", (EnquiryState.OPEN, EnquiryState.DECIDED), None, by=HUB),
    Step("ask", EnquiryState.OPEN, None, needs=("question", "basis", "purpose", "necessity"), by=HUB),
    Step("withdraw", EnquiryState.OPEN, None, needs=("reason",), by=HUB),
    Step("open_form", EnquiryState.OPEN, None, by=HUB),
    Step("let_in", (EnquiryState.OPEN, EnquiryState.DECIDED), None, by=HUB),
    Step("let_go", (EnquiryState.OPEN, EnquiryState.DECIDED), None, by=HUB),
    Step("close_form", (EnquiryState.OPEN, EnquiryState.DECIDED), None, by=HUB),
    # Waits for nothing while the enquiry lives; what is closed is nobody's work, so a new referral begins it again.
    Step("call_danger", (EnquiryState.OPEN, EnquiryState.DECIDED), None, needs=("reason",)),
    Step("do_not_share", EnquiryState.OPEN, None, needs=("reason",), by=HUB),
    Step(
        "decide",
        EnquiryState.OPEN,
        EnquiryState.DECIDED,
        needs=("outcome", "level", "reasons", "relied_on", "would_change", "safety_meanwhile"),
        within="decision",
        by=("decision_maker",),
    ),
    Step("close", EnquiryState.DECIDED, EnquiryState.CLOSED, within="feedback", by=HUB),
    states=EnquiryState,
)

# What an outcome of screening needs beside its reason. Advice that is not written down cannot be found again.
SCREENING_NEEDS: dict[ScreeningOutcome, tuple[str, ...]] = {
    ScreeningOutcome.ADVICE_ONLY: ("advice",),
    ScreeningOutcome.OPEN_CASE: ("passed_to",),
    ScreeningOutcome.FAMILY_HELP: ("passed_to",),
    ScreeningOutcome.ENQUIRY: (),
    ScreeningOutcome.DUPLICATE: ("duplicate_of",),
}


def still_needed(outcome: ScreeningOutcome, **given: object) -> tuple[str, ...]:
    """What this outcome of screening needs and was not given. A rating that is given needs its reason.

    `consent_asked`: whether it must be said why it is shared further without the family's agreement.
    """
    missing = [name for name in SCREENING_NEEDS[outcome] if not str(given.get(name) or "").strip()]
    if given.get("rating") and not str(given.get("rating_reason") or "").strip():
        missing.append("rating_reason")
    if (
        outcome in SHARES
        and given.get("consent_asked")
        and not str(given.get("without_consent") or "").strip()
    ):
        missing.append("without_consent")
    return tuple(missing)
