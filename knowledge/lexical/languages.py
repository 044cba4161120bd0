"""Which of some languages a text is in, by its script and its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

# Function words: a sentence has several, and few are shared. Accents are kept, since many texts
# have them and those that do not lose a vote or two only.
_COMMON: Mapping[str, str] = {
    "english": "the of and to in is for that with on are be this you it or not can how what do i "
    "my from by an at if when after your must may have has was which any will",
    "spanish": "el la los las de del que y en un una por para con no se su es al lo como más qué "
    "cómo cuándo cuánto mi puedo tiene si está son o sin sobre hay",
    "german": "der die das den dem des und ist in zu mit für von ein eine einen nicht auf wie was "
    "wann ich mein meine wird werden kann bei oder sie sich auch nach im am wenn",
    "french": "le la les des du de et un une est en pour que qui dans sur par avec ne pas ce vous "
    "il je mon ma mes comment quand quel quelle au aux ou être sont peut si",
    "portuguese": "o a os as de do da dos das e que em um uma para com não no na por se ao como "
    "mais é são meu minha quando qual pode ou sem está",
    "italian": "il lo la i gli le di del della dei e che in un una per con non è sono si come più "
    "mio mia quando quale può o al nel sul da dal",
    "dutch": "de het een en van in is dat op te voor met niet zijn aan er ook als bij of hoe wat "
    "wanneer ik mijn kan wordt worden na naar",
}
_VOTES: Mapping[str, frozenset[str]] = {
    word: frozenset(name for name, words in _COMMON.items() if word in words.split())
    for words in _COMMON.values()
    for word in words.split()
}
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "japanese": re.compile(r"[\u3040-\u30ff]"),
    "chinese": re.compile(r"[\u4e00-\u9fff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "russian": re.compile(r"[\u0400-\u04ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
}
_SCRIPT_SHARE = 0.2
_READ_CHARACTERS = 2_000


def language_of(text: str, among: Sequence[str]) -> str | None:
    """Return the language, of those given, that a text is in; None where nothing tells.

    A script that only one of them is written in decides; else the commonest words vote, and a tie
    tells nothing. Japanese goes before Chinese, as it has kana and shares the rest.
    """
    begun = text[:_READ_CHARACTERS]
    letters = sum(character.isalpha() for character in begun)
    for name, script in _SCRIPTS.items():
        if name in among and len(script.findall(begun)) > _SCRIPT_SHARE * letters:
            return name
    votes = Counter(
        name
        for word in re.findall(r"[^\W\d_]+", begun.lower())
        for name in _VOTES.get(word, frozenset())
        if name in among
    )
    (first, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return first if most > next_most else None
