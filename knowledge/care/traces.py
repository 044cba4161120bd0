"""What a purged document leaves in what was said about it: its ids and its own words."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, groupby

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_REMEMBERED_FROM = 200
"""Characters: the same passages stand in many answers, and reading them is most of the work."""

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class Traces:
    """Knows a document's ids (UUIDs) and words again, in texts and in JSON."""

    def __init__(self, ids: Collection[str], words: OwnWords) -> None:
        self._ids = frozenset(ids)
        self._words = words
        self._seen: dict[str, bool] = {}

    def in_text(self, text: str) -> bool:
        """Tell whether a text names or quotes the document."""
        if not self._ids.isdisjoint(_ID.findall(text)):
            return True
        if len(text) < _REMEMBERED_FROM:
            return self._words.in_text(text)
        if text not in self._seen:
            self._seen[text] = self._words.in_text(text)
        return self._seen[text]

    def in_json(self, text: str) -> bool:
        """Tell whether a value of JSON, or the name of one, does; what is no JSON is a text."""
        if not self._ids.isdisjoint(_ID.findall(text)):
            return True
        try:
            content: Json = json.loads(text)
        except ValueError:
            return self.in_text(text)
        return any(map(self.in_text, _strings(content)))

    def blanked(self, content: Json, instead: str) -> Json:
        """Return a value of JSON with every text that names or quotes the document replaced."""
        if isinstance(content, str):
            return instead if self.in_text(content) else content
        if isinstance(content, list):
            return [self.blanked(each, instead) for each in content]
        if isinstance(content, dict):
            return {
                instead if self.in_text(name) else name: self.blanked(each, instead)
                for name, each in content.items()
            }
        return content


def _strings(content: Json) -> Iterator[str]:
    """Yield the texts of a value of JSON, without recursion: what is stored may be nested deep."""
    waiting = [content]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            yield from each
            waiting += each.values()


# What only some texts say: known again wherever it was quoted, however it was written there.


_RUNS = ((6, 3), (7, 2))
"""So many words in a row are a quotation if so many of them are none that anybody says."""
_LONGEST_PIECE = 7
_LEAST_TELLING = 2
_WORDS_OF_A_SENTENCE = 5
_TELLING_OF_A_NAME = 3
"""A shorter piece with fewer ("Physical therapy") counts if others do not say each word of it."""
_DIGITS_OF_A_NUMBER = 2
_DIGITS_OF_A_CODE = 6

_WORD = re.compile(r"[^\W_]+")
# Scripts written without blanks between words: pairs of characters stand in for words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_MARKER = re.compile(r"\[\d{1,3}\]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
# Where a sentence, a cell, a heading or an item of a list ends.
_PIECE_END = re.compile(r"[\n\t|\u2022]|[.!?:;](?=\s)|[\u3002\uff01\uff1f\uff1b]")


class OwnWords:
    """Runs of words, whole short pieces (sentences, cells, headings), numbers and codes.

    Case, accents, punctuation, markup and citation markers do not count. One pass over a text,
    whatever the number of runs.
    """

    def __init__(self, texts: Iterable[str], *, said_elsewhere: Iterable[str] = ()) -> None:
        """Take what the texts say, less what is `said_elsewhere`, word for word, too."""
        self._phrases: dict[int, set[str]] = defaultdict(set)
        self._needs_own_word: dict[str, tuple[str, ...]] = {}
        self._codes: set[str] = set()
        self._vocabulary: set[str] = set()
        for text in dict.fromkeys(texts):
            self._take(text)
        shared = self._leave_out(said_elsewhere)
        for phrase, telling in self._needs_own_word.items():
            if shared.issuperset(telling):
                self._phrases[len(phrase.split())].discard(phrase)

    def __bool__(self) -> bool:
        """Tell whether there is anything that could be known again."""
        return bool(self._codes) or any(self._phrases.values())

    def in_text(self, text: str) -> bool:
        """Tell whether a text quotes them."""
        words = folded_words(text)
        if not self._codes.isdisjoint(words):
            return True
        return any(phrase in self._phrases[size] for size, phrase in self._met(words))

    def _take(self, text: str) -> None:
        words = folded_words(text)
        self._vocabulary.update(words)
        self._codes.update(word for word in words if _is_code(word))
        for size, least in _RUNS:
            for run in _windows(words, size):
                if len(_telling(run)) >= least:
                    self._phrases[size].add(" ".join(run))
        for line in text.split("\n"):
            for piece in (line, *_PIECE_END.split(line)):
                self._take_piece(folded_words(piece))

    def _take_piece(self, words: Sequence[str]) -> None:
        telling = _telling(words)
        if not 1 < len(words) <= _LONGEST_PIECE or len(telling) < _LEAST_TELLING:
            return
        phrase = " ".join(words)
        self._phrases[len(words)].add(phrase)
        if len(words) < _WORDS_OF_A_SENTENCE and len(telling) < _TELLING_OF_A_NAME:
            self._needs_own_word[phrase] = telling

    def _leave_out(self, texts: Iterable[str]) -> set[str]:
        shared: set[str] = set()
        for text in texts:
            words = folded_words(text)
            shared |= self._vocabulary.intersection(words)
            for size, phrase in self._met(words):
                self._phrases[size].discard(phrase)
        self._codes -= shared
        return shared

    def _met(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield the runs of a text that could be one of the phrases, with their length in words."""
        sizes = [size for size, phrases in self._phrases.items() if phrases]
        known = self._vocabulary.__contains__
        for is_known, group in groupby(words, key=known):
            run = list(group) if is_known else []
            for size in sizes:
                yield from ((size, " ".join(part)) for part in _windows(run, size))


def folded_words(text: str) -> list[str]:
    """Return a text's words in order: small letters, no accents, no markup, no markers."""
    plain = _TAG.sub(" ", html.unescape(_MARKER.sub(" ", text)))
    if not plain.isascii():
        parted = unicodedata.normalize("NFKD", plain).casefold()
        parted = unicodedata.normalize("NFKD", parted)
        plain = "".join(c for c in parted if unicodedata.category(c) not in ("Mn", "Cf"))
    return list(chain.from_iterable(map(_parted, _WORD.findall(plain.casefold()))))


def _parted(word: str) -> Sequence[str]:
    if word.isascii() or not _UNSPACED.search(word):
        return (word,)
    return [word[i : i + 2] for i in range(max(1, len(word) - 1))]


def _windows(words: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (words[i : i + size] for i in range(len(words) - size + 1))


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if _tells(word)))


def _tells(word: str) -> bool:
    if word.isdigit():
        return len(word) >= _DIGITS_OF_A_NUMBER
    return len(word) > 1 and word not in COMMON_WORDS


def _is_code(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    return digits >= _DIGITS_OF_A_CODE or (0 < digits < len(word) >= _DIGITS_OF_A_CODE)


# Words that tell nothing of a document: anybody in support says them, in four languages.


_ENGLISH = """
a about above after again all also always am an and another any anyone anything are as ask asked
at available away back be because been before being below between both but by call called can
cannot case chapter check click contact contents could covered date day days did do document
documents does doing done down during each else email end enough every example file find first
following for form forms from further general get give given go good guide had has have having he
hello help her here hers him his how i if important in information into is it its just keep know
last later less let like line link list may me mean member members might month months more most
much must my name need never new next no none not note now number of off office often ok old on
once one only open or other our out over own page pages paid part pay person phone place plan
please policy possible question questions read reply request said same say second section see send
service services she should show since so some soon step still subject such sure table take tell
than thank thanks that the their them then there these they thing things this those three through
time title to today too two under until up update upon us use used using very want was way we
website week weeks well were what when where whether which while who whole whom whose why will
with within without work would write year years yes yet you your yours
"""
_GERMAN = """
aber alle allem allen aller alles als also am an andere anderen anderer anfrage angaben
ansprechpartner antrag auch auf aus bei beim bereits bis bitte brauche da dabei damit danach danke
dann daran darf das dass datum dazu dein dem den denn der deren des dessen die dies diese diesem
diesen dieser dieses doch dokument dokumente dort durch e ein eine einem einen einer eines einige
er erst es etwas euch euer falls formular frage fragen fur gab gegen geht gibt gilt ging gut guten
hab habe haben hallo hat hatte heute hier hilfe hinweis hinweise ich ihm ihn ihnen ihr ihre ihrem
ihren ihrer ihres im immer in informationen inhalt ins ist ja jahr jahre jede jeden jeder jedes
jetzt kann kapitel kein keine keinen keiner klar konnen konnte konnten kontakt kontaktieren
kundigung mail man mehr mein meine meinem meinen meiner mich mir mit mitglied mitglieder monat
monate muss mussen nach nachste nachsten name nein nicht nichts noch nr nummer nun nur ob oder oft
ohne person punkt richtig rufen schon sehr seit seite seiten sich sie sind so sofort soll sollen
sollte stelle tabelle tag tage tagen teil telefon uber um und uns unser unsere unseren unserer
unten unter vielen vom von vor war waren warum was weil weitere weiteren wenden wenn wer werden
wie wieder will wir wird wo woche wochen wurde wurden zeit zu zum zur zwei zwischen
"""
_SPANISH = """
a ademas ahi ahora al algo alguna algunas alguno algunos alli ano anos antes aqui asi aunque ayuda
bien buenas buenos cada capitulo casi caso como con consulta contacte contactenos contacto cosas
cual cuales cualquier cuando cuanto cuenta cuyo datos de debe deben del desde despues dia dias
dice documento documentos donde dos durante e el ella ellas ellos en entonces entre era es esa
esas ese eso esos esta estan estas este esto estos favor fecha formulario fue fueron gracias ha
hace hacia han hasta hay hola hoy incluso informacion la las le les linea llame llamenos lo los
mas me mes meses mi miembro miembros mientras mis mismo mucha muchas mucho muchos muy nada ni
ningun no nombre nos nosotros nuestra nuestro nueva nuevo numero o oficina otra otras otro otros
pagina paginas para parte pero persona plan poco por porque pregunta preguntas primero puede
pueden pues que quien quienes quiere saber se sea seccion segun segundo semana semanas ser
servicio si siempre siguiente sin sobre solicitud solo son su sus tabla tal tambien tanto te
telefono tener tiempo tiene tienen toda todas todavia todo todos tras tu tus un una unas uno unos
usted ustedes vez via y ya
"""
_FRENCH = """
a afin ainsi alors an annee ans apres au aucun aussi autre autres aux avant avec avez avoir bien
bonjour c ce cela celle celui ces cet cette chaque chez comme comment contact contactez d dans
date de demande depuis des deux document documents doit dont du elle elles en encore entre es est
et etait ete etre faire fait faut formulaire il ils information informations j je jour jours jusqu
l la le les leur leurs lors lui ma mais me membre membres meme merci mes moi moins mois mon ne ni
nom non nos notre nous numero on ont ou page pages par parce part pas pendant peut peuvent plan
plus point pour pourquoi qu quand que quel quelle quelles quels question questions qui quoi s sa
sans se section selon semaine sera service ses si son sont sous suite suivant sur tableau te
telephone tous tout toute toutes tres tu un une vers veuillez vos votre vous y
"""

COMMON_WORDS = frozenset(
    word for words in (_ENGLISH, _GERMAN, _SPANISH, _FRENCH) for word in words.split()
)
"""Small letters, without accents."""
