"""An answer's Markdown made into HTML that can harm nobody: no links, pictures or raw HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from app.domain.answers import Sentence, Support
from app.i18n import texts
from app.language.characters import ThinnedText

# A sentence's first and last place while Markdown is read: private-use characters, which are taken
# out of the text beforehand, so nothing a model writes can pose as one.
_OPEN, _CLOSE = "\ue000", "\ue001"
_NUMBERS = "".join(chr(0xE010 + digit) for digit in range(10))
# Private use, zero width, and the controls that make text read backwards (Unicode TR 36).
_UNSEEN = re.compile(
    "[\ue000-\uf8ff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f]"
)
_MARKER = r"\[\d{1,6}(?:\s*,\s*\d{1,6})*\]"
# What may stand between a sentence's words in Markdown, and before its stops: emphasis, markers.
_BETWEEN = re.compile(rf"[\s*_>|#-]+|{_MARKER}")
_MARKERS_BEFORE_STOP = re.compile(rf"[*_]*+(?:(?:(?<!\s)\s+)?{_MARKER})*[.!?]?")
_SHOWN_MARKER = (
    r'<(?:button type="button" class="cw-marker" data-open="\d+" '
    r'aria-label="[^"<>]*" title="[^"<>]*">\d+</button>|span class="cw-marker">\d+</span>)'
)
_STOPPED = re.compile(rf"(?:{_SHOWN_MARKER})+[.,;:!?]*")
_IN_CELL = re.compile(rf"(?<![ \t])[ \t]+(?=(?:{_SHOWN_MARKER})+</td>)")
_EMPHASIS = "*_"
_MARKS = re.compile(rf"({_OPEN}[{_NUMBERS}]+|{_CLOSE}|{_MARKER})")


@dataclass(frozen=True, slots=True)
class MarkerLabel:
    """What a marker says to a screen reader and on hover."""

    label: str


class _SafeRenderer(RendererHTML):
    """Writes text tokens with markers as buttons and weak sentences marked."""

    markers: Mapping[int, MarkerLabel] = {}
    sentences: Sequence[Sentence] = ()
    unfinished = False
    _open: Sentence | None = None

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return one text token as HTML."""
        return "".join(self._piece(piece) for piece in _MARKS.split(tokens[idx].content) if piece)

    def _piece(self, piece: str) -> str:
        if piece.startswith(_OPEN):
            self._open = self.sentences[_number(piece[1:])]
            return ""
        if piece == _CLOSE:
            closing, self._open = self._open, None
            return support_sign(closing) if closing else ""
        if _MARKS.fullmatch(piece):
            return self._marker_buttons(piece)
        return self._words(piece)

    def _words(self, words: str) -> str:
        if self._open is None or self._open.support is Support.SUPPORTED or not words.strip():
            return escape(words)
        return f'<span class="cw-{self._open.support.value}">{escape(words)}</span>'

    def _marker_buttons(self, piece: str) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", piece)]
        if self.unfinished:
            return "".join(f'<span class="cw-marker">{number}</span>' for number in numbers)
        if not all(number in self.markers for number in numbers):
            return escape(piece)
        return "".join(marker_button(number, self.markers[number].label) for number in numbers)


def marker_button(marker: int, label: str) -> str:
    """Return the small numbered button that opens a source."""
    return (
        f'<button type="button" class="cw-marker" data-open="{marker}" '
        f'aria-label="{escape(label)}" title="{escape(label)}">{marker}</button>'
    )


def support_sign(sentence: Sentence) -> str:
    """Return the sign behind a sentence that its sources do not carry: an icon and words."""
    if sentence.support is Support.SUPPORTED:
        return ""
    words = texts.SUPPORT[sentence.support.value]
    reason = sentence.reason or texts.SUPPORT_REASON[sentence.support.value]
    return (
        f'<span class="cw-sign cw-sign-{sentence.support.value}" title="{escape(reason)}">'
        f'<span aria-hidden="true">{texts.SUPPORT_ICON[sentence.support.value]}</span> '
        f"{escape(words)}</span>"
    )


def answer_html(
    text: str,
    sentences: Sequence[Sentence] = (),
    markers: Mapping[int, MarkerLabel] | None = None,
    *,
    unfinished: bool = False,
) -> str:
    """Return an answer's Markdown as HTML that holds nothing active but our own buttons.

    Raw HTML, pictures and links are shown as the characters they are written in, so a reader sees
    what was attempted and the browser fetches nothing.
    """
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_SafeRenderer)
    markdown.enable("table")
    markdown.disable(["link", "image", "autolink", "reference", "html_inline", "html_block"])
    renderer = markdown.renderer
    assert isinstance(renderer, _SafeRenderer)
    renderer.markers, renderer.sentences = markers or {}, sentences
    renderer.unfinished = unfinished
    html: str = markdown.render(_with_sentence_marks(visible(text), sentences))
    # Code is rendered past our text rule; drop what marks stand inside it.
    html = re.sub(f"[{_OPEN}{_CLOSE}{_NUMBERS}]", "", html)
    return _tables_that_scroll(_stops_kept(_lower_headings(html)))


def visible(text: str) -> str:
    """Return the text without characters that hide, reorder or pose as our own marks."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs_html(text: str) -> str:
    """Return plain words as HTML paragraphs; nothing in them is read as Markdown."""
    parts = [part for part in visible(text).split("\n\n") if part.strip()]
    return "".join(f"<p>{escape(part.strip())}</p>" for part in parts)


def _with_sentence_marks(text: str, sentences: Sequence[Sentence]) -> str:
    """Set marks around each sentence that needs a sign, where it can be found in the Markdown."""
    thinned = ThinnedText.of(text, _BETWEEN)
    pieces: list[str] = []
    position = 0
    for number, sentence in enumerate(sentences):
        found = _find_sentence(text, thinned, sentence, position)
        if found is None:
            continue
        start, end = found
        before, inside = text[position:start], text[start:end]
        if sentence.support is not Support.SUPPORTED:
            inside = f"{_OPEN}{_written(number)}{inside}{_CLOSE}"
        pieces += [before, inside]
        position = end
    return "".join([*pieces, text[position:]])


def _find_sentence(
    text: str, thinned: ThinnedText, sentence: Sentence, position: int
) -> tuple[int, int] | None:
    """Find a sentence whose words may have markers or emphasis between them."""
    found = thinned.find(visible(sentence.text), position)
    if found is None:
        return None
    start, end = found
    while start > position and text[start - 1] in _EMPHASIS:
        start -= 1
    after = _MARKERS_BEFORE_STOP.match(text, end)
    return start, after.end() if after else end


def _written(number: int) -> str:
    return "".join(_NUMBERS[int(digit)] for digit in str(number))


def _number(written: str) -> int:
    return int("".join(str(_NUMBERS.index(character)) for character in written))


def _lower_headings(html: str) -> str:
    """Make every heading of an answer a small one: the page has its own."""
    return re.sub(r"<(/?)h[1-6]>", r"<\1h4>", html)


def _stops_kept(html: str) -> str:
    """Keep a stop in the line of the markers before it, and a cell's marker beside its words."""
    kept = _STOPPED.sub(_kept_together, html)
    return _IN_CELL.sub("&nbsp;", kept)


def _kept_together(match: re.Match[str]) -> str:
    markers = match.group()
    return markers if markers.endswith(">") else f'<span class="cw-kept">{markers}</span>'


def _tables_that_scroll(html: str) -> str:
    """Wrap tables so that a wide one scrolls by itself on a phone."""
    wrapped = html.replace("<table>", '<div class="cw-table" tabindex="0"><table>')
    return wrapped.replace("</table>", "</table></div>")
