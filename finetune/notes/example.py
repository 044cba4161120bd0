"""Made-up notes of made-up persons: for trying the job out, and for its tests.

Each person has one of a few long illnesses, which runs through stages. A note speaks of its stage
in words of its own; what links it to the next one is knowledge of the illness, not shared words.
"""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from pathlib import Path

from finetune.notes.records import Note

_COURSES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "I50": (
        ("I10", ("Blood pressure high on three readings.", "Readings above target at home.")),
        ("I50", ("Short of breath on stairs.", "Breathless at night, two pillows.")),
        ("I50", ("Ankles swollen, water tablet begun.", "Oedema to the knees, diuretic given.")),
        ("I50", ("Weight down four kilos.", "Dry again, weighs less.")),
        (
            "I50",
            ("Echocardiogram: ejection fraction low.", "Ultrasound shows a weak left chamber."),
        ),
        ("I50", ("Defibrillator put in.", "Device implanted, wound clean.")),
    ),
    "E11": (
        ("E66", ("Body mass index 34, advised on diet.", "Overweight, wants to walk more.")),
        ("E11", ("Fasting sugar 9 mmol/l.", "Glucose raised on two mornings.")),
        ("E11", ("Metformin begun, stomach upset.", "First tablets against sugar, some nausea.")),
        ("E11", ("Numb toes on both sides.", "Tingling feet, no ulcer.")),
        ("E11", ("Eye clinic: spots on the retina.", "Bleeding at the back of the eye.")),
        ("E11", ("Insulin begun at bedtime.", "Learns to inject at night.")),
    ),
    "J44": (
        ("F17", ("Smokes twenty a day, not ready to stop.", "Tobacco use, declines patches.")),
        ("J44", ("Coughs every morning.", "Phlegm each winter.")),
        ("J44", ("Spirometry: blocked airways.", "Lung test shows obstruction.")),
        ("J44", ("Inhaler shown and tried.", "Puffer technique practised.")),
        ("J44", ("Exacerbation, steroids for five days.", "Flare with wheeze, prednisone given.")),
        ("J44", ("Oxygen at home.", "Home concentrator delivered.")),
    ),
    "M16": (
        ("M25", ("Groin hurts when walking.", "Stiff hip on getting up.")),
        ("M16", ("X-ray: joint space narrow.", "Film shows wear of the joint.")),
        ("M16", ("Exercises with the therapist.", "Physiotherapy twice a week.")),
        ("M16", ("Injection into the joint.", "Cortisone helped for a month.")),
        ("M16", ("Listed for a new hip.", "Agrees to a replacement.")),
        ("M16", ("Walks with a stick after surgery.", "Stitches out, climbs stairs.")),
    ),
}
_NAMES = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Linden", "Maple", "Oak", "Rowan", "Willow")
_SEXES = ("male", "female")
_KINDS = ("Visit", "Phone")


def example_notes(persons: int = 40, *, seed: int = 1) -> tuple[Note, ...]:
    """Return notes of so many persons; the same seed makes the same notes."""
    drawn = random.Random(seed)
    notes: list[Note] = []
    for number in range(persons):
        course = _COURSES[drawn.choice(sorted(_COURSES))]
        name, sex = f"{drawn.choice(_NAMES)}{number}", drawn.choice(_SEXES)
        time, age = datetime(2031, 1, 1) + timedelta(days=drawn.randrange(300)), 50
        for code, wordings in course[: drawn.randrange(4, len(course) + 1)]:
            text = f"{time:%Y-%m-%d}\n{name} is a {age} year-old {sex}.\n{drawn.choice(wordings)}"
            notes.append(Note(f"person-{number:03}", time, text, drawn.choice(_KINDS), (code,)))
            time, age = time + timedelta(days=drawn.randrange(30, 200)), age + 1
    return tuple(notes)


def write_example(path: Path, notes: tuple[Note, ...]) -> None:
    """Write notes as JSON lines that read_notes() reads back."""
    rows = (
        {
            "person": note.person,
            "time": note.time.isoformat(),
            "text": note.text,
            "kind": note.kind,
            "codes": list(note.codes),
        }
        for note in notes
    )
    path.write_text(
        "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8"
    )
