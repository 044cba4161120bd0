"""Questions that agents sent to their lead: shown whole, answered within both people's rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.auth.visitor import Visitor
from app.database.audit import Action
from app.database.escalations import Escalation
from app.database.feedback import Rating
from app.database.threads import StoredTurn
from app.domain.answers import Answer, Approval
from app.i18n import curator_texts, texts
from app.identifiers.masking import Mask
from app.pipeline.approved_answers import checked_for_approval, written_by_person
from app.records.opening import Records
from app.records.quality import GapReason, why_missed
from knowledge.domain.access import may_read, reading_as
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage


@dataclass(frozen=True, slots=True)
class Said:
    """A question and its answer as a lead reads them; the answer is empty where it is not theirs.

    Identifiers of persons are masked.
    """

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for a lead, with what was said before it and what came nearest."""

    escalation: Escalation
    said: tuple[Said, ...]
    note: str
    nearest: tuple[Passage, ...]
    asker_groups: tuple[str, ...]
    searched: bool
    """Whether a search stands behind it; a question that failed before can only be replied to."""
    why: tuple[GapReason, ...] = ()
    """What went wrong where nobody sent it; then it is shown alone, and nobody is named."""

    @property
    def question(self) -> str:
        """The question itself, masked."""
        return self.said[-1].question


class OpenQuestions:
    """What waits for a lead in the records, as one curator has it."""

    def __init__(self, records: Records, visitor: Visitor) -> None:
        self._records = records
        self._visitor = visitor

    def waiting(self, knowledge_base: str) -> list[OpenQuestion]:
        """Return the questions that wait, the longest waiting first."""
        return [self._open(each) for each in self._records.escalations.waiting(knowledge_base)]

    def missed(self, knowledge_base: str, since: datetime) -> list[OpenQuestion]:
        """Return what was refused, weakly supported or rated down and not sent, the latest first.

        Of the conversation only the question itself is shown, as nobody sent the rest.
        """
        down = {
            each.turn_id: each.comment
            for each in self._records.feedback.since(knowledge_base=knowledge_base)
            if each.rating is Rating.DOWN
        }
        sent = self._records.escalations.sent(knowledge_base)
        found = []
        for asked in self._records.conversations.asked_since(knowledge_base, since):
            turn = asked.turn
            why = why_missed(turn.answer, rated_down=turn.id in down)
            vouched = turn.answer is not None and turn.answer.approval is not None
            if why and turn.id not in sent and not turn.superseded and not vouched:
                note = down.get(turn.id, "")
                escalation = Escalation(
                    turn.id, asked.thread_id, knowledge_base, asked.owner, note, turn.asked_at
                )
                found.append(replace(self._opened(escalation, [turn]), why=why))
        return found[::-1]

    def usable(self, question: OpenQuestion, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Return the passages that both the lead and the asker may read."""
        both = (self._visitor.curator().access, reading_as(question.asker_groups))
        return tuple(p for p in passages if all(may_read(p.groups, access) for access in both))

    def reply(self, question: OpenQuestion, words: str) -> None:
        """Write back in words, without a source.

        Raises:
            InputError: there are no words, or somebody else answered meanwhile.
        """
        if not words.strip():
            raise InputError(curator_texts.ANSWER_EMPTY)
        self._close(question, reply=words.strip())

    def drafted(self, question: OpenQuestion, passages: Sequence[Passage], text: str) -> Answer:
        """Return what the asker will read, its sentences checked against the passages.

        Raises:
            InputError: there are no words, a marker names no passage, or one is not for both.
        """
        turn = self._turn(question.escalation)
        usable = self.usable(question, passages) == tuple(passages)
        if turn is None or turn.answer is None or not usable:
            raise InputError(texts.NOT_YOURS_TO_SEE)
        return written_by_person(turn.answer.found, passages, text)

    def answer(
        self,
        question: OpenQuestion,
        passages: Sequence[Passage],
        text: str,
        *,
        until: date | None = None,
        also_for: str = "",
    ) -> None:
        """Answer with sources in the asker's conversation; `also_for` everybody who asks that.

        Raises:
            InputError: as `drafted` says, the question for everybody does not stand alone, or
                somebody else answered meanwhile.
        """
        person = self._visitor.curator()
        answer = self.drafted(question, passages, text)
        if also_for:
            checked_for_approval(also_for, answer)
        name = person.name or texts.LEAD
        self._close(question)
        approval = Approval(name, date.today(), until)
        turn = question.escalation.turn_id
        self._records.conversations.finish(turn, replace(answer, approval=approval))
        if also_for:
            base = question.escalation.knowledge_base
            self._records.approved.approve(
                base, answer, owner=name, created_by=name, expires_on=until, question=also_for
            )
            self._records.audit.note(person.name, Action.APPROVED, also_for, knowledge_base=base)

    def _close(self, question: OpenQuestion, reply: str = "") -> None:
        escalation, person = question.escalation, self._visitor.curator()
        if question.why:
            self._records.escalations.send(escalation.turn_id, escalation.person, "")
        if not self._records.escalations.answer(escalation.turn_id, person.name, reply):
            raise InputError(curator_texts.ANSWERED_MEANWHILE)
        self._records.audit.note(
            person.name,
            Action.ANSWERED_QUESTION,
            question.question,
            knowledge_base=escalation.knowledge_base,
        )

    def _open(self, escalation: Escalation) -> OpenQuestion:
        sent = escalation.turn_id
        turns = self._records.conversations.turns(escalation.thread_id, with_superseded=True)
        upto = [t for t in turns if t.id == sent or (t.id < sent and not t.superseded)]
        return self._opened(escalation, upto)

    def _opened(self, escalation: Escalation, upto: Sequence[StoredTurn]) -> OpenQuestion:
        mask = Mask()
        answer = upto[-1].answer
        found = answer.found if answer else None
        opened = OpenQuestion(
            escalation=escalation,
            said=tuple(self._said(turn, mask) for turn in upto),
            note=mask.hide(escalation.note),
            nearest=tuple(hit.passage for hit in found.hits) if found else (),
            asker_groups=tuple(found.query.filters.groups) if found else (),
            searched=found is not None,
        )
        return replace(opened, nearest=self.usable(opened, opened.nearest))

    def _said(self, turn: StoredTurn, mask: Mask) -> Said:
        access = self._visitor.curator().access
        theirs = all(may_read(passage.groups, access) for passage in _told_of(turn))
        shown = turn.text if theirs else curator_texts.ANSWER_NOT_YOURS
        return Said(mask.hide(" ".join(turn.question.split())), mask.hide(shown))

    def _turn(self, escalation: Escalation) -> StoredTurn | None:
        turns = self._records.conversations.turns(escalation.thread_id, with_superseded=True)
        return next((turn for turn in turns if turn.id == escalation.turn_id), None)


def _told_of(turn: StoredTurn) -> list[Passage]:
    """Return what an answer tells of: its sources; a refusal names the documents that it found."""
    answer = turn.answer
    if answer is None:
        return []
    if answer.citations:
        return [citation.passage for citation in answer.citations]
    return [hit.passage for hit in answer.found.hits]
