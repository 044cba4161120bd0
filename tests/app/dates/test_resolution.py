"""Which questions ask for another day's rules, and which only speak of a day."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from app.dates.resolution import asked_time, unread_time

TODAY = date(2026, 11, 20)
NEXT_YEAR, LAST_YEAR = date(2027, 1, 1), date(2025, 12, 31)

ENGLISH = [
    ("What is the vision allowance in 2027?", NEXT_YEAR),
    ("what will the deductible be next year?", NEXT_YEAR),
    ("what was the copay on 1 March 2025?", date(2025, 3, 1)),
    ("what was the deductible last year", LAST_YEAR),
    ("how much is urgent care on silver in 2027?", NEXT_YEAR),
    ("whats the deductible for 2027", NEXT_YEAR),
    ("and whats the limit for 2027?", NEXT_YEAR),
    ("and in 2027?", NEXT_YEAR),
    ("what about next year?", NEXT_YEAR),
    ("In 2027, what is the copay?", NEXT_YEAR),
    ("in 2027 what is the copay", NEXT_YEAR),
    ("vision allowance 2027", NEXT_YEAR),
    ("2027 deductible", NEXT_YEAR),
    ("what is the 2027 silver deductible?", NEXT_YEAR),
    ("deductible as of January 1, 2027", NEXT_YEAR),
    ("what is the copay effective 1/1/2027", NEXT_YEAR),
    ("will semaglutide be covered next year?", NEXT_YEAR),
    ("is chiropractic covered in 2027?", NEXT_YEAR),
    ("urgent care silver 2027", NEXT_YEAR),
    ("semaglutide 2027", NEXT_YEAR),
    ("can you tell me if semaglutide is covered in 2027", NEXT_YEAR),
    ("I need to know what the ER copay is in 2027", NEXT_YEAR),
    ("tell me the copay for 2027", NEXT_YEAR),
    ("what copay applies from 1 March 2027?", date(2027, 3, 1)),
    ("What is the copay tomorrow?", date(2026, 11, 21)),
    ("how much pto do i get next year", NEXT_YEAR),
    ("Hi, what's the out-of-pocket max for plan year 2027?", NEXT_YEAR),
    ("what will the copay be on January 1?", NEXT_YEAR),
    ("what was the copay in March?", date(2026, 3, 31)),
    ("what's next year's deductible?", NEXT_YEAR),
    ("What is the deductible for Silver, Gold and Bronze in 2027?", NEXT_YEAR),
    ("how much did we have to pay for the ER in 2025?", LAST_YEAR),
    ("what is the copay 3/4/2027", date(2027, 3, 4)),
    ("what was the copay on 3/1/25", date(2025, 3, 1)),
    ("Do I need a referral next year?", NEXT_YEAR),
    ("What is the urgent care copay on Silver, as of March 2027?", date(2027, 3, 1)),
    ("I was hired on 3 May 2019, how much PTO do I get in 2027?", NEXT_YEAR),
    ("how much is urgent care on silver 2027", NEXT_YEAR),
    ("what's the copay for urgent care in 2027 on silver?", NEXT_YEAR),
    ("How much can I put in my HSA next year?", NEXT_YEAR),
    ("Hey, how much will physical therapy cost our Silver members in 2027?", NEXT_YEAR),
    ("What did an ER visit cost on Gold last year?", LAST_YEAR),
    ("Caller wants to know what her out of pocket maximum will be next year", NEXT_YEAR),
    ("member asks what the copay for insulin is from January 2027", NEXT_YEAR),
    ("What's the max I can contribute to the FSA for 2027?", NEXT_YEAR),
    ("Is prior auth still needed for an MRI in February 2027?", date(2027, 2, 1)),
    ("How many vacation days will I have next year?", NEXT_YEAR),
    ("What were the premiums in 2025?", LAST_YEAR),
    ("prior authorization rules as of 01/15/2027", date(2027, 1, 15)),
    ("is dental included in the gold plan next year", NEXT_YEAR),
    ("how many chiropractic visits do we cover in 2027", NEXT_YEAR),
    ("what was our mileage rate on June 30, 2025?", date(2025, 6, 30)),
    ("what tier will metformin be in next year", NEXT_YEAR),
    ("For 2027, how many therapy visits are allowed?", NEXT_YEAR),
    ("what's covered in 2027 for hearing aids", NEXT_YEAR),
    ("Starting January 1 2027, what is the specialist copay?", NEXT_YEAR),
    ("deductible next year?", NEXT_YEAR),
    ("gold deductible in 2027", NEXT_YEAR),
    ("2027 copays for silver", NEXT_YEAR),
    ("OK and what would that be in 2027?", NEXT_YEAR),
    ("How about 2027?", NEXT_YEAR),
    ("for next year?", NEXT_YEAR),
    ("what does an x-ray cost under bronze in 2027?", NEXT_YEAR),
    ("how high is the family deductible going to be next year", NEXT_YEAR),
    ("Does the plan pay for acupuncture next year", NEXT_YEAR),
    ("what's the per diem for Portland effective July 1, 2027", date(2027, 7, 1)),
    ("how long is a prior authorization valid in 2027", NEXT_YEAR),
]
GERMAN = [
    ("Wie hoch ist der Selbstbehalt 2027?", NEXT_YEAR),
    ("Wie hoch ist der Selbstbehalt im nächsten Jahr?", NEXT_YEAR),
    ("Wie hoch war die Zuzahlung am 1. März 2025?", date(2025, 3, 1)),
    ("Wird Semaglutid 2027 übernommen?", NEXT_YEAR),
    ("und 2027?", NEXT_YEAR),
    ("und nächstes Jahr?", NEXT_YEAR),
    ("Was gilt ab 1. Januar 2027 für die Zuzahlung?", NEXT_YEAR),
    ("Welche Zuzahlung galt im letzten Jahr?", LAST_YEAR),
    ("Selbstbehalt 2027", NEXT_YEAR),
    ("was ist die Zuzahlung ab nächstem Monat", date(2026, 12, 1)),
    ("Wie viele Urlaubstage habe ich 2027?", NEXT_YEAR),
    ("Wie teuer wird der Facharztbesuch nächstes Jahr?", NEXT_YEAR),
    ("Was müssen Mitglieder ab Januar 2027 für Insulin zahlen?", NEXT_YEAR),
    ("Wie war der Beitrag für Gold 2025?", LAST_YEAR),
    ("Gilt die Zuzahlung für MRT auch noch 2027?", NEXT_YEAR),
    ("Wie hoch ist die Kilometerpauschale zum 1.1.2027?", NEXT_YEAR),
    ("Wie sieht es 2027 aus?", NEXT_YEAR),
    ("Und was ist mit dem nächsten Jahr?", NEXT_YEAR),
    ("Muss ich 2027 vorher eine Genehmigung einholen?", NEXT_YEAR),
    ("Welche Leistungen sind im kommenden Jahr abgedeckt?", NEXT_YEAR),
    ("Was kostet die Notaufnahme im Jahr 2027?", NEXT_YEAR),
    ("Ist Akupunktur nächstes Jahr noch enthalten?", NEXT_YEAR),
    ("Was kostete ein Arztbesuch im Dezember 2025?", LAST_YEAR),
]
SPANISH = [
    ("¿Cuál es el deducible en 2027?", NEXT_YEAR),
    ("¿Cuál será el deducible el próximo año?", NEXT_YEAR),
    ("¿Cuánto era el copago el 1 de marzo de 2025?", date(2025, 3, 1)),
    ("¿Cuál fue el copago el año pasado?", LAST_YEAR),
    ("¿y en 2027?", NEXT_YEAR),
    ("¿Y el año que viene?", NEXT_YEAR),
    ("cual es el copago para 2027", NEXT_YEAR),
    ("deducible 2027", NEXT_YEAR),
    ("¿Cuánto cuesta urgencias a partir de enero de 2027?", NEXT_YEAR),
    ("En 2027, ¿cuál es el copago?", NEXT_YEAR),
    ("¿Cuál era el copago al 31 de diciembre de 2025?", LAST_YEAR),
    ("¿Qué copago tendrá la visita al especialista el próximo año?", NEXT_YEAR),
    ("¿Está cubierto el semaglutide en 2027?", NEXT_YEAR),
    ("¿Cuánto pagaban los miembros por urgencias en 2025?", LAST_YEAR),
    ("¿Necesito autorización previa para una resonancia en febrero de 2027?", date(2027, 2, 1)),
    ("Quiero saber cuál será la prima en 2027", NEXT_YEAR),
    ("¿Cuántos días de vacaciones tengo el año que viene?", NEXT_YEAR),
    ("copago de urgencias 2027", NEXT_YEAR),
    ("¿Y para el año que viene?", NEXT_YEAR),
    ("¿Qué pasa en 2027?", NEXT_YEAR),
    ("precio mensual plan plata 2027", NEXT_YEAR),
    ("¿Cuál es el máximo de gastos de bolsillo del próximo año?", NEXT_YEAR),
]
ENGLISH_OF_TODAY = [
    "what changed since 2024?",
    "what changes in 2027",
    "is the 2027 deductible higher than in 2026?",
    "I was hired on 3 May 2019, how much PTO do I have?",
    "how much PTO do I have if I was hired on 3 May 2019?",
    "my son turns 26 next month when does he get dropped",
    "how much pto can i take into next year",
    "till when can i sign up for next year",
    "when does open enrollment start for 2027?",
    "what does the 2024 handbook say about dress code?",
    "where do I find Form W-4 2023?",
    "W-4 2023",
    "what is code HL-2027?",
    "she was born on 3 March 2001, is she covered?",
    "my daughter was born yesterday, is she covered right away?",
    "can I still enroll after 15 January 2027?",
    "Do I have to submit the receipt by March 31, 2027?",
    "I lost my job last month, can i keep my insurance",
    "I moved on 3 March 2026. do i need a new card?",
    "who won the world cup in 2022?",
    "is it gonna rain in seattle tomorow",
    "what documents do I need for the 2027 open enrollment?",
    "what is the limit of $2,027?",
    "call me at 555-2027",
    "does my plan end next year?",
    "will premiums go up next year?",
    "what are the rules for employees hired in 2019?",
    "can I roll my hours over to next year?",
    "what is the difference between 2026 and 2027",
    "how long was it from 2024 to 2026?",
    "What happened to my claim on 3 March 2026?",
    "was my claim on 3 March 2026 paid?",
    "I had surgery on 3 March 2026. How long do I have to file?",
    "What if I retire in March 2027?",
    "I am 64 and turn 65 in 2027, what do I do?",
    "what is the defense of marriage act 1996",
    "what's the deductible?",
    "we just had a baby last week, is she covered right away?",
    "the ER bill from March 3, 2026 is wrong, what now?",
    "my coverage starts 1 January 2027, how do I get my card?",
    "what do i do with the 2023 form",
    "What network did Money in the Bank 2022 air on?",
    "Does the plan cover a procedure that was approved in 2025?",
    "What did you say last year",
    "How do I enroll for next year?",
    "She will turn 65 next year, what happens to her plan?",
    "My employer switched plans last year, do I get new ID cards?",
    "The caller's claim from 12 March 2026 was denied, how can she appeal?",
    "I got married on June 14, 2026 - how long do I have to add my spouse?",
    "When do the 2027 ID cards arrive?",
    "Can members use their 2026 FSA money until March 15, 2027?",
    "What is the deadline if the bill is dated 3 February 2026?",
    "My baby is due in March 2027, how do I add her?",
    "what's the phone number for 2027 questions",
    "Does Form 1095-B for 2025 go out by mail?",
    "I retire on 31 December 2026, can I cash out PTO?",
    "do unused days expire next year?",
    "if she quits in January 2027 does she still get the bonus?",
    "I paid twice last month, can I get one payment back?",
    "My ID is 20271234, is my portal locked?",
    "how do i appeal a decision from last year",
    "the 2025 annual report says what about fraud?",
    "who signed the 2024 agreement?",
    "what did the 2026 memo announce?",
    "Our office moves next month, who do I tell?",
    "What happened to the wellness program last year?",
    "has anything been different since last month?",
    "our plan renews in January 2027, when do I get the new card",
    "what was my balance on 3 March 2026?",
    "how many people called yesterday?",
    "which form do i need, the 2025 or the 2026 one?",
]
GERMAN_OF_TODAY = [
    "Wann beginnt die Anmeldung für 2027?",
    "Ich wurde am 3. Mai 2019 eingestellt, wie viel Urlaub habe ich?",
    "Was steht im Handbuch 2024?",
    "was hat sich seit 2024 geändert?",
    "Wie viele Urlaubstage kann ich ins nächste Jahr mitnehmen?",
    "Kann ich mich für 2027 anmelden?",
    "Ich bin am 12. April 1988 geboren, welche Vorsorge steht mir zu?",
    "Meine Frau bekommt nächsten Monat ein Kind, wie melde ich es an?",
    "Wer hat 2025 den Vertrag unterschrieben?",
    "Seit wann gilt die Regel von 2024?",
    "Bis wann muss ich mich für 2027 entscheiden?",
    "Mein Sohn wird nächstes Jahr 26, ist er noch versichert?",
    "Kann ich Urlaub aus 2026 mit nach 2027 nehmen?",
]
SPANISH_OF_TODAY = [
    "¿Cuándo empieza la inscripción para 2027?",
    "Me contrataron el 3 de mayo de 2019, ¿cuántas vacaciones tengo?",
    "¿Cuántos días puedo pasar al próximo año?",
    "Nací el 3 de mayo de 2002, ¿sigo cubierta?",
    "Mi hijo cumple 26 años el próximo mes, ¿qué pasa?",
    "¿Hasta cuándo puedo inscribirme para 2027?",
    "Me casé el 14 de junio de 2026, ¿cuánto tiempo tengo?",
    "¿Quién ganó el mundial en 2022?",
    "¿Qué dice el manual de 2024 sobre la vestimenta?",
]


def day_meant(question: str) -> date:
    """Return the day that the question asks for, today where it asks for none."""
    time = asked_time(question, TODAY)
    return time.day(TODAY) if time else TODAY


@pytest.mark.parametrize(("question", "day"), [*ENGLISH, *GERMAN, *SPANISH])
def test_a_question_for_another_day_s_rules_names_that_day(question: str, day: date) -> None:
    assert day_meant(question) == day


@pytest.mark.parametrize("question", [*ENGLISH_OF_TODAY, *GERMAN_OF_TODAY, *SPANISH_OF_TODAY])
def test_a_day_on_which_something_happens_or_that_names_a_document_is_none(question: str) -> None:
    assert day_meant(question) == TODAY


@pytest.mark.parametrize(
    "question",
    [
        "what is the deductible today?",
        "and this year?",
        "what's the copay right now",
        "Wie hoch ist der Selbstbehalt dieses Jahr?",
        "¿Y este año?",
    ],
)
def test_today_is_told_though_it_moves_nothing(question: str) -> None:
    time = asked_time(question, TODAY)

    assert time is not None
    assert time.holds(TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "what is the deductible in 2025 and 2027?",
        "deductible 2025 or 2027",
        "Selbstbehalt 2025 und 2027",
        "is the copay in 2027 higher than in 2026?",
    ],
)
def test_a_question_for_two_times_moves_no_day(question: str) -> None:
    assert asked_time(question, TODAY) is None


@pytest.mark.parametrize(
    "question",
    [
        "was has enrolled covered in 2027 and the plan, what if " * 70,
        "in 2027 " * 500,
        "1/1/2027 " * 440,
        "was x " * 650 + "after 2027",
        "what is" + " " * 4000 + "after 2027",
    ],
)
def test_a_long_question_is_read_in_a_moment(question: str) -> None:
    started = process_time()

    time = asked_time(question, TODAY)

    assert time is None
    assert process_time() - started < 0.3


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("ct scan in february, auth needed?", date(2027, 2, 1)),
        ("2/3/27 what is the er copay on silver", date(2027, 2, 3)),
        ("and after new year's?", date(2027, 1, 1)),
        ("wie hoch ist der Selbstbehalt im Februar?", date(2027, 2, 1)),
        ("¿cuánto cuesta en febrero?", date(2027, 2, 1)),
        ("what is the copay before the new year?", TODAY),
        ("born in february, is he covered?", TODAY),
        ("accident in july, covered?", TODAY),
    ],
)
def test_a_near_month_strokes_and_the_new_year_are_read_where_rules_are_asked_for(
    question: str, day: date
) -> None:
    assert day_meant(question) == day


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("deductible in the spring?", "the spring"),
        ("copay on 13/13/2027", "13/13/2027"),
        ("copay in Q1", "Q1"),
        ("copay on 4/5/27", ""),
        ("what is the copay", ""),
    ],
)
def test_a_time_that_is_not_read_is_told(question: str, words: str) -> None:
    assert unread_time(question, TODAY) == words
