"""The 118 rows: each is found in a sentence someone might write, never inside a quotation, never in the innocent."""

import pytest

from tessera.records.rules.phrases import written_out
from tessera.records.rules.wording import Row, WordClass, standard

WORDING = standard()
ROWS = {row.id: row for row in WORDING.rows}

# One sentence for each row, with the words that should be asked about.
SENTENCES = {
    "disengaged": ("The family failed to engage.", "failed to engage"),
    "hard-to-reach": ("He is hard-to-reach.", "hard-to-reach"),
    "non-compliant": ("She was non compliant with the plan.", "non compliant"),
    "disguised-compliance": ("This is disguised compliance.", "disguised compliance"),
    "did-not-attend": ("He did not attend the eye clinic.", "did not attend"),
    "failed-to-protect": ("The mother failed to protect the children.", "failed to protect"),
    "chose-to-return": ("She chose to return to him.", "chose to return"),
    "putting-self-at-risk": ("Amira is putting herself at risk.", "putting herself at risk"),
    "promiscuous": ("She is sexually active with older men.", "sexually active with older men"),
    "child-prostitute": ("She was called a child prostitute.", "child prostitute"),
    "drug-runner": ("He was used as a money mule.", "money mule"),
    "boyfriend": ("Her boyfriend is 34.", "boyfriend"),
    "in-a-relationship": ("She is in a relationship with a man of 30.", "in a relationship with"),
    "will-not-disclose": ("Maya won’t disclose who hurt her.", "won’t disclose"),
    "streetwise": ("He is mature for his age.", "mature for his age"),
    "attention-seeking": ("This was attention-seeking.", "attention-seeking"),
    "manipulative": ("He can be manipulative.", "manipulative"),
    "challenging-behaviour": ("He shows challenging behaviour.", "challenging behaviour"),
    "aggressive": ("She became aggressive at reception.", "aggressive"),
    "absconded": ("He absconded on Friday.", "absconded"),
    "missing-again": ("She was AWOL overnight.", "AWOL"),
    "chaotic-household": ("It is a chaotic household.", "chaotic household"),
    "poor-home-conditions": ("There were poor home conditions.", "poor home conditions"),
    "dirty": ("He came in unkempt.", "unkempt"),
    "neglectful": ("The care was neglectful.", "neglectful"),
    "emotionally-unavailable": ("He is emotionally unavailable.", "emotionally unavailable"),
    "toxic-trio": ("The toxic trio is present.", "toxic trio"),
    "domestics": ("It is a volatile relationship.", "volatile relationship"),
    "dv-incident": ("There was a DV incident in May.", "DV incident"),
    "low-level-dv": ("We heard of low-level DV.", "low-level DV"),
    "lack-of-insight": ("There is a lack of insight.", "lack of insight"),
    "attachment-issues": ("She has attachment issues.", "attachment issues"),
    "good-enough-parenting": ("It is good enough parenting.", "good enough parenting"),
    "pre-contemplative": ("He is pre-contemplative about drink.", "pre-contemplative"),
    "significant-emotional-harm": ("There is significant emotional harm.", "significant emotional harm"),
    "inappropriate": ("The comment was inappropriate.", "inappropriate"),
    "inappropriate-touching": ("There was inappropriate touching.", "inappropriate touching"),
    "sexualised-behaviour": ("We saw sexualised behaviour.", "sexualised behaviour"),
    "bonding-well": ("They are bonding well.", "bonding well"),
    "presented-as": ("She presented as tired.", "presented as"),
    "settled": ("He is at baseline.", "at baseline"),
    "historical-abuse": ("It was historical abuse.", "historical abuse"),
    "alleges": ("He claims she hit him.", "claims"),
    "plausible-explanation": ("There was a plausible explanation.", "plausible explanation"),
    "parents-appropriate": ("The parents were appropriate.", "parents were appropriate"),
    "mum-dad-as-name": ("Then Mum left the room.", "Mum"),
    "father-unknown": ("Father unknown at this time.", "Father unknown"),
    "birth-parents": ("He sees his birth parents.", "birth parents"),
    "siblings": ("His siblings live elsewhere.", "siblings"),
    "peers": ("He plays with peers.", "peers"),
    "placement": ("The placement is in Eastmere.", "placement"),
    "placement-breakdown": ("After the placement breakdown he moved.", "placement breakdown"),
    "placement-at-risk": ("The placement is at risk.", "placement is at risk"),
    "difficult-to-place": ("He is difficult to place.", "difficult to place"),
    "foster-placement": ("She moved to a foster placement.", "foster placement"),
    "respite": ("They asked for respite.", "respite"),
    "contact": ("She has contact on Saturdays.", "contact"),
    "contact-centre": ("They meet at a contact centre.", "contact centre"),
    "looked-after": ("He is LAC.", "LAC"),
    "lac-review": ("The LAC review is in June.", "LAC review"),
    "care-leaver": ("She is a care leaver.", "care leaver"),
    "leaving-care": ("He is leaving care in May.", "leaving care"),
    "permanence": ("We want permanence.", "permanence"),
    "pathway-plan": ("The pathway plan is late.", "pathway plan"),
    "asylum-seeker": ("He is an asylum seeker aged 15.", "asylum seeker"),
    "uasc": ("She came as a UASC last year.", "UASC"),
    "neet": ("He has been NEET since May.", "NEET"),
    "drop-out": ("She dropped out of college.", "dropped out"),
    "ehe": ("He is EHE.", "EHE"),
    "cme": ("She is CME.", "CME"),
    "persistent-absentee": ("He is a persistent absentee.", "persistent absentee"),
    "school-refuser": ("She is a school refuser.", "school refuser"),
    "mainstream": ("He is a SEN child.", "SEN child"),
    "suffers-from": ("She suffers from asthma.", "suffers from"),
    "co-morbid": ("He has comorbid asthma.", "comorbid"),
    "mental-health": ("His father has mental health issues.", "mental health issues"),
    "self-harm": ("There were superficial cuts.", "superficial cuts"),
    "overdose-attempt": ("It was a cry for help.", "cry for help"),
    "substance-misuse": ("There is substance misuse at home.", "substance misuse"),
    "recreational-use": ("He admits recreational use of cannabis.", "recreational use"),
    "injects-drugs": ("She is an IVDU.", "IVDU"),
    "learning-difficulties": ("The mother has learning difficulties.", "learning difficulties"),
    "no-recourse": ("They have no recourse to public funds.", "no recourse to public funds"),
    "cultural-practice": ("It is a cultural practice.", "cultural practice"),
    "bame": ("The family are BAME.", "BAME"),
    "language-barrier": ("There was a language barrier.", "language barrier"),
    "travellers": ("The family are travellers.", "travellers"),
    "gang-member": ("He is a gang member.", "gang member"),
    "risk-taking": ("This is risky behaviour.", "risky behaviour"),
    "known-to": ("The family are known to police.", "known to police"),
    "nfa": ("It was NFA.", "NFA"),
    "step-down": ("We will step down in June.", "step down"),
    "threshold-not-met": ("The threshold was not met.", "threshold was not met"),
    "case": ("Then it was case closed.", "case closed"),
    "service-user": ("The service user was late.", "service user"),
    "acronyms": ("A TAF was held.", "TAF"),
    "strategy-discussion": ("There was a strategy discussion.", "strategy discussion"),
    "section-47": ("A section 47 enquiry began.", "section 47 enquiry"),
    "core-group": ("The core group met.", "core group"),
    "child-protection-plan": ("She has a child protection plan.", "child protection plan"),
    "wishes-and-feelings": ("We asked for wishes and feelings.", "wishes and feelings"),
    "voice-obtained": ("The voice of the child was obtained.", "voice of the child was obtained"),
    "lived-experience": ("What is his lived experience?", "lived experience"),
    "professional-curiosity": ("It needs professional curiosity.", "professional curiosity"),
    "joined-up": ("We need a robust plan.", "robust"),
    "monitor": ("School will keep an eye on him.", "keep an eye on"),
    "ongoing": ("Work is ongoing.", "ongoing"),
    "support-given": ("Support was given.", "Support was given"),
    "appears-to": ("She appears to be tired.", "appears to"),
    "concerns-were-raised": ("Concerns were raised.", "Concerns were raised"),
    "issues": ("There are issues at home.", "issues"),
    "family-dynamics": ("The family dynamics are hard.", "family dynamics"),
    "parental-capacity": ("We assessed parental capacity.", "parental capacity"),
    "adverse-childhood-experiences": (
        "She had adverse childhood experiences.",
        "adverse childhood experiences",
    ),
    "resilient": ("He is resilient.", "resilient"),
    "safe-and-well": ("He was found safe and well.", "safe and well"),
    "child-seen": ("Child seen on Monday.", "Child seen"),
    "too-young": ("He is too young to give his views.", "too young to give his views"),
}

INNOCENT = [
    "The contact telephone number is 01632 960123.",
    "Please contact the school on Monday, or ask the hub to contact us.",
    "The emergency contact is her aunt. There was no contact with the police.",
    "He made eye contact. We will contact the hub. She lost contact with services.",
    "A placement order was made in May; a Care and Placement Order is sought.",
    "He is on a work placement. She is a student: her nursing placement ends in June.",
    "It was a case of flu. In any case she is well; in case of fire, ring. This is not the case.",
    "The case conference is on Monday and the social worker’s caseload is full. It is in her suitcase.",
    "Peers of the realm met. He peers through the window. Life peers sat late.",
    "The GP surgery's address is 1 High Street; the GP practice is shut.",
    "The Contact Centre Ltd wrote to us. We rang the council’s customer contact centre.",
    "Her mum came, and his dad. The mum was tired. Amira’s mum, his step-mum and a foster mum spoke.",
    "He looked after his sister. She was looked after by her aunt. The dog is well looked after.",
    "She has Settled Status under the EU Settlement Scheme.",
    "An Education, Health and Care Plan was made. The nursing care plan is in the bag.",
    "The Children (Leaving Care) Act 2000 and the Mental Health Act 1983 apply.",
    "A DNA test was done. The form says DNA-CPR. ICD-10 code F43.1 was entered.",
    "Smear test: CIN 2. A reactive attachment disorder was diagnosed by Dr Novak.",
    "The mental health team rang. A mental health nurse came.",
    "He claims Universal Credit and made an asylum claim. The alleged perpetrator left.",
    "Mother's boyfriend was there. Her mum’s new boyfriend shouted.",
    "Gypsy, Roma and Traveller families live there. The Irish Traveller family moved in. We were travelling to school.",
    "The baby monitor was on. He fell on the stairs as he stepped down the stairs.",
    "He has breathing difficulties. Officers issued a warning. Non-violent resistance is taught.",
    "Ed and Sean came with Pa. A neat room. The mash was cold and the cat was taken in. Two aces won the game.",
    "It was hard. To reach him we rang twice. He failed. To engage a solicitor she rang.",
    "They failed\n\nto engage a plumber.",
    "Child Safeguarding Practice Review and Serious Case Review are names.",
    "The disclosure was made under the Domestic Violence Disclosure Scheme by the Disclosure and Barring Service.",
    "He was displaced, disagreed and disappeared; peerless, contactless, casement, momentum, dadaism.",
    "",
    "   \n\n  ",
    "🙂👩‍👧 — … ‘’ “”",
]


def found(text: str) -> list[tuple[str, str]]:
    return [(hint.row, hint.phrase) for hint in WORDING.hints(text)]


def test_the_whole_list_is_there() -> None:
    assert len(WORDING.rows) == 118
    assert set(SENTENCES) == set(ROWS)
    assert sum(len(row.phrases) + len(row.acronyms) for row in WORDING.rows) >= 190
    assert {row.class_ for row in WORDING.rows} == set(WordClass)
    assert all(
        set(row.source.split("/")) <= {"T", "Sw", "C", "R", "N", "E"} and row.source for row in WORDING.rows
    )


@pytest.mark.parametrize("row", SENTENCES)
def test_each_row_is_found_where_it_stands(row: str) -> None:
    sentence, phrase = SENTENCES[row]
    assert (row, phrase) in found(sentence)
    for shouted in (sentence.upper(), sentence.replace(" ", "\n"), sentence.replace(" ", "  ")):
        assert row in [name for name, _ in found(shouted)], shouted


@pytest.mark.parametrize("row", SENTENCES)
@pytest.mark.parametrize("marks", ['""', "“”", "‘’", "''", "«»"])
def test_no_row_is_found_in_what_someone_said(row: str, marks: str) -> None:
    sentence, _ = SENTENCES[row]
    assert found(f"{marks[0]}{sentence}{marks[1]} said Gran") == []
    assert [name for name, _ in found(f"She said {marks[0]}no{marks[1]} to it. {sentence}")]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_form_of_every_phrase_is_found(row: Row) -> None:
    phrases = [
        *row.phrases,
        *(form for short in row.acronyms for form in short.forms or (f"{short.short}(s)",)),
    ]
    for phrase in phrases:
        for form in written_out(phrase):
            words = " ".join(form).replace(" 's", "'s")
            assert any(name == row.id and words in said for name, said in found(f"Today {words} today.")), (
                words
            )


@pytest.mark.parametrize("text", INNOCENT)
def test_the_innocent_raise_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_row_asks_something_short_and_plain(row: Row) -> None:
    asks = [row.ask] if row.ask else [short.ask for short in row.acronyms]
    for ask in asks:
        assert 15 < len(ask) < 160
        assert ask[-1] in "?."
        assert ask[0].isupper()
        assert not set(ask) & set("\"'<>&")
    assert row.id == "acronyms" or "?" in row.ask


def test_each_short_form_has_its_name_and_six_words() -> None:
    shorts = {short.short: short for row in WORDING.rows for short in row.acronyms}
    listed = (
        "TAF TAC CIN CPP ICPC RCPC s47 s17 LADO MARAC MAPPA MACE MASH IRO EHCP CAMHS HV SN GP ED DSL PRU YJS"
    )
    assert set(f"{listed} IDVA FGC PLO EPO ICO SGO CAO".split()) == {
        s.short for s in ROWS["acronyms"].acronyms
    }
    for short in shorts.values():
        words = len(short.means.split())
        assert words == 6 or short.short in {"DV", "DVA"}, short
        assert len(short.name.split()) > 1
    hint = WORDING.hints("A LADO was told.")[0]
    assert hint.ask == (
        "Write Local Authority Designated Officer (LADO) the first time. "
        "It means: handles allegations against adults with children."
    )
