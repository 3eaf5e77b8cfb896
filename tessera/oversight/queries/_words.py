"""What was done and to what, in words, from the verbs and kinds that the ledger holds. A test misses none of them."""

from django.utils.translation import gettext as _

from tessera.core.language import Phrases
from tessera.core.text import plural

LOOKED = Phrases(
    {
        "see": "opened",
        "consider": "opened a page to change",
        "open": "opened",
        "export": "took a file of",
        "search": "searched for",
    }
)
DID = Phrases(
    {
        "accept": "accepted",
        "add": "added somebody to",
        "add_subject": "confirmed a person in",
        "agree": "agreed to",
        "agree_to_end": "agreed to end",
        "allocate": "allocated",
        "answer": "answered",
        "answer_nothing_known": "answered that nothing is known to",
        "ask": "asked for",
        "attach": "attached",
        "begin": "began",
        "call": "called",
        "challenge": "made",
        "chase": "sent",
        "check": "checked a copy of",
        "choose_answer": "chose the answer to",
        "close": "closed",
        "confirm": "confirmed",
        "correct": "corrected",
        "decide": "recorded",
        "do_not_share": "recorded",
        "end": "ended",
        "end_involvement": "ended",
        "explain": "asked why somebody may see",
        "give": "gave",
        "go_on": "went on with",
        "hand_over": "handed over",
        "hide_if_excluded": "sent",
        "identify": "said who is",
        "involve": "began",
        "link": "linked",
        "make": "made",
        "mark_urgent": "marked as urgent",
        "move_school": "moved the school’s",
        "name": "added a name to",
        "open": "opened",
        "open_in_emergency": "opened in an emergency",
        "open_seal": "opened",
        "pause": "began",
        "protect": "marked",
        "rate": "gave",
        "record": "recorded",
        "record_death": "recorded the death of",
        "refuse": "refused",
        "remind": "reminded of",
        "replay": "asked what somebody could see of",
        "resume": "ended",
        "review": "reviewed",
        "save_answer": "kept part of the answer to",
        "screen": "recorded",
        "seal": "put on",
        "see": "opened",
        "send": "sent",
        "settle": "settled",
        "stop": "ended",
        "take_in": "took in",
        "take_out": "took out",
        "tell": "sent",
        "unname": "took a name from",
        "withdraw": "withdrew",
        "write": "wrote",
    }
)
KINDS = Phrases(
    {
        "address": "an address",
        "attachment": "a document",
        "case": "the case",
        "challenge": "a challenge",
        "chase": "a reminder",
        "childs_voice": "the child’s words",
        "clock": "a time limit",
        "confirmation": "the confirmation of a rating",
        "danger": "immediate danger",
        "decision": "the decision",
        "draft": "a draft",
        "enquiry": "the enquiry",
        "exclusion": "an exclusion",
        "export": "a file of the case",
        "assurance": "quality assurance",
        "feedback": "what an agency was told",
        "hand_over": "what the agency holds",
        "invitation": "an invitation",
        "involvement": "who has access",
        "line": "a line",
        "membership": "somebody’s place",
        "making": "a file to fetch",
        "message": "a message",
        "not_shared": "a decision not to share",
        "note": "a note",
        "pause": "a pause",
        "person": "a person on record",
        "rating": "a rating",
        "relationship": "how people stand to each other",
        "entry": "who has looked",
        "referral": "the referral",
        "referral_address": "an address of the referral",
        "referral_adult": "an adult of the referral",
        "referral_answer": "an answer of the referral",
        "referral_child": "a child of the referral",
        "request": "a question to an agency",
        "return": "an answer",
        "screening": "the screening",
        "seal": "the seal",
        "subject": "a person of the case",
        "emergency_access": "an emergency access",
        "clearance": "a clearance",
        "live_form": "the joint form",
        "section": "a part of the joint form",
    }
)
# By verb and kind, where the two do not make a sentence.
WHOLE = Phrases(
    {
        "involve involvement": "gave somebody access",
        "end_involvement involvement": "ended somebody’s access",
        "see involvement": "opened who has access",
        "ask request": "asked an agency a question",
        "add_subject subject": "added a person to the case",
        "correct note": "corrected a note",
        "withdraw withdrawal": "withdrew a note",
        "review note": "reviewed the record of a child",
        "promote promotion": "said what a note is on the chronology",
        "contribute return": "said that their agency has added to the chronology",
        "merge note": "added their agency’s own chronology from a file",
        "liken same_event": "said whether two agencies wrote of one event",
        "respond voice_response": "said what was done about the child’s words",
        "dismiss dismissal": "dismissed a pattern",
        "see chronology": "opened the chronology",
        "consider chronology": "was shown facts of this case beside another",
        "export chronology": "took a file of the chronology",
        "see relationship": "opened the family and network",
        "consider relationship": "opened a page to change how people stand to each other",
        "add relationship": "added to the family",
        "open_form enquiry": "opened a joint form",
        "let_in enquiry": "let an agency take part in the joint form",
        "let_in participant": "let an agency take part in the joint form",
        "let_go enquiry": "ended an agency’s part in the joint form",
        "let_go participant": "ended an agency’s part in the joint form",
        "close_form enquiry": "closed the joint form",
        "begin live_form": "began an agency’s parts of the joint form",
        "begin section": "began an agency’s parts of the joint form",
        "join tab": "opened the joint form to write in it",
        "restore section": "put back what a part of the joint form said",
        "sign_off sign_off": "signed off the joint form",
        "sign_off section": "signed off the joint form",
        "add section": "added to the closed joint form",
        "add addendum": "added to the closed joint form",
        "make browser_key": "began to keep what is typed in a joint form",
    }
)


def did(verb: str, kind: str, looking: bool) -> str:
    """ "opened the referral". What has no words of its own is said in the ledger's."""
    if whole := WHOLE.get(f"{verb} {kind}"):
        return whole
    verbs = LOOKED if looking else DID
    return _("{deed} {thing}").format(
        deed=verbs.get(verb, _(verb.replace("_", " "))), thing=KINDS.get(kind, _(kind.replace("_", " ")))
    )


def times(number: int) -> str:
    """ "once", "twice", "3 times"."""
    if number < 3:
        return _("once") if number == 1 else _("twice")
    return plural(number, "time")
