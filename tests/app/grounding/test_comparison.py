from __future__ import annotations

import pytest

from app.domain.answers import Support
from app.grounding.figures import wrong_units
from app.grounding.support import check_sentences
from tests.builders import passage

RULES = passage(
    "A Silver member must submit the claim form within 90 days of the visit. "
    "A Gold member may appeal a denied claim within 12 months, unless the plan has ended. "
    "Prior authorization is not required for emergency care. "
    "The deductible is $500 and the coinsurance is 20% after 2 to 3 visits. "
    "The Centers for Medicare and Medicaid Services published the rate in March 2026."
)


def judged(text: str) -> tuple[Support, str]:
    (sentence,) = check_sentences(text, [RULES])
    return sentence.support, sentence.reason


@pytest.mark.parametrize(
    "text",
    [
        "A Silver member must submit the claim form within 90 days of the visit [1].",
        "Silver members must submit claims within ninety days [1].",
        "Emergency care does not require prior authorization [1].",
        "CMS published the rate in 2026 [1].",
        "The coinsurance is 20 percent after 2 visits [1].",
        "Unless the plan has ended, a Gold member may appeal a denied claim in 12 months [1].",
        "A Silver member must submit the claim form no later than 90 days of the visit [1].",
        "Prior authorization isn't required for emergency care [1].",
    ],
)
def test_the_same_said_otherwise_is_supported(text: str) -> None:
    assert judged(text) == (Support.SUPPORTED, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "A Silver member must submit the claim form within 12 months of the visit [1].",
            "The cited words say 90.",
        ),
        (
            "A Gold member must submit the claim form within 90 days of the visit [1].",
            "The cited words name silver.",
        ),
        (
            "A Silver member may submit the claim form within 90 days of the visit [1].",
            "It and the cited words differ in a 'must', 'may' or 'unless'.",
        ),
        (
            "A Gold member may appeal a denied claim within 12 months, if the plan has ended [1].",
            "It and the cited words differ in a 'must', 'may' or 'unless'.",
        ),
        (
            "Prior authorization is required for emergency care [1].",
            "It and the cited words differ in a 'not'.",
        ),
        (
            "A Silver member must not submit the claim form within 90 days of the visit [1].",
            "It and the cited words differ in a 'not'.",
        ),
    ],
)
def test_what_the_passage_says_otherwise_is_weak(text: str, reason: str) -> None:
    assert judged(text) == (Support.WEAK, reason)


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        ("Call within 24 hours of the visit.", "Call after 24 hours of the visit."),
        ("The fee is due after the hearing.", "The fee is due before the hearing."),
        ("The drug is for children under 2 years.", "The drug is for children over 2 years."),
        ("At least two witnesses are needed.", "At most two witnesses are needed."),
        ("The premium rose to $300 in May.", "The premium fell to $300 in May."),
        ("Take one tablet twice daily for 10 days.", "Take one tablet once daily for 10 days."),
        ("Take one tablet twice daily for 10 days.", "Take one tablet twice weekly for 10 days."),
        ("Send it on the third business day.", "Send it on the second business day."),
        ("The plan covers 12 visits per calendar year.", "The plan covers 12 visits per month."),
        ("The account is credited on Mondays.", "The account is credited on Fridays."),
        ("Claims go to the in-network desk.", "Claims go to the out-of-network desk."),
        (
            "The grace period is 31 days for HMO members and 60 days for PPO members.",
            "The grace period is 60 days for HMO members.",
        ),
        (
            "Members pay a $25 copay for primary care and a $50 copay for specialists.",
            "Members pay a $25 copay for specialists.",
        ),
        (
            "Use form HL-214 for changes and form HL-220 for appeals.",
            "Use form HL-214 for appeals.",
        ),
        (
            "Prior authorization is required for MRI scans but not for X-rays.",
            "Prior authorization is not required for MRI scans.",
        ),
        (
            "Der Antrag muss schriftlich gestellt werden.",
            "Der Antrag kann schriftlich gestellt werden.",
        ),
        ("Ehegatten sind nicht mitversichert.", "Ehegatten sind mitversichert."),
        ("La solicitud debe ser escrita.", "La solicitud puede ser escrita."),
        ("A referral is not required.", "A referral is not allowed."),
        ("Members need not bring a card.", "Members may not bring a card."),
    ],
)
def test_what_a_passage_says_in_one_clause_is_not_said_of_another(stated: str, wrong: str) -> None:
    source = [passage(stated)]

    (right,) = check_sentences(f"{stated[:-1]} [1].", source)
    (turned,) = check_sentences(f"{wrong[:-1]} [1].", source)

    assert right.support is Support.SUPPORTED
    assert turned.support is not Support.SUPPORTED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A Bronze member must submit the claim form [1].", "Bronze"),
        ("The deductible is 500 euros [1].", "500 euro"),
        ("The claim form is due within 90 weeks of the visit [1].", "90 week"),
        ("The rate was published in April 2026 [1].", "2026-04"),
    ],
)
def test_a_detail_that_the_passage_lacks_is_unsupported(text: str, reason: str) -> None:
    support, said = judged(text)

    assert support is Support.UNSUPPORTED
    assert reason in said


@pytest.mark.parametrize(
    ("text", "source", "wrong"),
    [
        ("30 days", "30-day", ()),
        ("3 weeks", "2 to 3 weeks", ()),
        ("2 weeks", "2 to 3 weeks", ()),
        ("$30", "Copay in dollars | 30", ()),
        ("30 weeks", "30 days", ("30 week",)),
        ("5 g", "5 mg", ("5 g",)),
        ("$5 billion", "$5 million", ("5 billion",)),
        ("5 mg/kg", "5 mg per kg", ()),
        ("5 mg", "5 mg/kg", ("5 mg",)),
        ("30 calendar days", "30 days", ()),
        ("30 Wochen", "30 Tage", ("30 week",)),
        ("treinta días, 30 días", "30-day", ()),
        ("30 meses", "30 días", ("30 month",)),
        ("1.234,50 €", "1234.50 euros", ()),
        ("1.234,50 $", "1.234,50 €", ("1234.5 dollar",)),
        ("2 °F", "2 °C", ("2 fahrenheit",)),
        ("15 cents", "15 euros", ("15 cent",)),
    ],
)
def test_units_are_compared_with_their_numbers(
    text: str, source: str, wrong: tuple[str, ...]
) -> None:
    assert wrong_units(text, source) == wrong


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (
            "The hospital must not demand payment first.",
            "The hospital may not demand payment first",
        ),
        ("The hospital may not demand payment first.", "The hospital cannot demand payment first"),
        ("Die Frist endet in 7 Tagen.", "Die Frist endet nicht später als in 7 Tagen"),
        ("El plazo termina en 7 días.", "El plazo termina no más tarde de 7 días"),
    ],
)
def test_what_forbids_or_limits_alike_is_supported(stated: str, said: str) -> None:
    (sentence,) = check_sentences(f"{said} [1].", [passage(stated)])

    assert (sentence.support, sentence.reason) == (Support.SUPPORTED, "")
