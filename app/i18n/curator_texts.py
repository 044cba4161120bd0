"""The words of the curators' pages, in one place as those of the chat (app/i18n/texts.py)."""

from __future__ import annotations

from typing import Final

from app.i18n import languages
from app.i18n.languages import translatable

CHAT_PAGE: Final = "Chat"
KNOWLEDGE_PAGE: Final = "Knowledge"
QUALITY_PAGE: Final = "Quality"

KNOWLEDGE_BASE: Final = "Knowledge base"
DOCUMENTS: Final = "Documents"
ADD: Final = "Add"
TRY: Final = "Try a search"
GLOSSARY: Final = "Glossary"
GLOSSARY_BELOW: Final = (
    "Words that mean the same. A question that has one is searched for the others, too. Terms that "
    "a document defines are known to its readers only. Long definitions are shown, not searched."
)
FIND_TERM_HINT: Final = "Word or document"
NO_TERMS: Final = "No terms here yet."
TERMS_SHOWN: Final = "{shown} of {all} terms"
NEW_TERM: Final = "What people say => what documents call it"
NEW_TERM_HINT: Final = "kicked off; cut off => termination of coverage"
TERM_FOR: Final = "For readers of"
TERM_FOR_ALL: Final = "All documents"
ADD_TERM: Final = "Add the term"
STRIKE_TERM: Final = "Don't use"
RESTORE_TERM: Final = "Use again"
TERM_STATES: Final = {
    "defined": "from the document",
    "added": "added by a curator",
    "struck": "not used",
}
TERM_UNREADABLE: Final = (
    "“{line}” is no term. Write what people say, =>, and what documents call it; or PTO = paid "
    "time off."
)
HISTORY: Final = "History"
SUMMARY: Final = "{documents} · {passages} · snapshot {generation}"
NO_WORKER: Final = (
    "No worker is running, so nothing that you request here gets done. Ask your "
    "administrator to start one."
)
EMPTY: Final = "No documents yet"
FIRST_BELOW: Final = "Drop documents below to create one; they are checked before anything changes."
EMPTY_BELOW: Final = "Drop files under “Add”; they are checked before anything changes."

FIND_DOCUMENTS: Final = "Find"
FIND_HINT: Final = "Title, ID, file, owner or group"
STATES: Final = "State"
DOCUMENT_STATES: Final = {
    "in force": "in force",
    "not yet": "not yet",
    "ended": "ended",
    "never": "never",
}
NONE_FIT: Final = "No document matches. Remove a filter."
SHOWN: Final = "{shown} of {all} documents"
CHOOSE: Final = "Choose a document to see its passages or to change it."
UPLOADED: Final = "Uploaded here"

LOOK: Final = "Passages"
NEW_VERSION: Final = "New version"
RETIRE: Final = "Retire"
DELETE: Final = "Delete"
HIDDEN: Final = "Hidden by a curator"
COMMANDS_MODELS: Final = "Reads like instructions to a language model"
CORRECTED: Final = "Corrected by a curator; the file says: {original}"
HIDE: Final = "Hide"
CORRECT: Final = "Correct"
CORRECT_TO: Final = "Words to show and search instead"
SAVE: Final = "Save"
NEW_VERSION_BELOW: Final = (
    "Upload the new version under “Add”. It gets this document's ID; when it takes "
    "effect, this version ends by itself."
)
NEW_VERSION_GO: Final = "Upload a new version"
LAST_DAY: Final = "Last day in force"
RETIRE_BELOW: Final = (
    "Questions about later dates no longer find the document; questions about earlier "
    "dates still do."
)
RETIRE_GO: Final = "Retire it"
DELETE_BELOW: Final = (
    "Removes all versions from the answers at once, and searches for the document's "
    "words to prove it. Older snapshots keep it until they are deleted; rolling back "
    "brings it back."
)
DELETE_FOLDER: Final = (
    "Its file is still in {root}: remove it there too, or the next ingest brings it back."
)
PURGE: Final = (
    "Purge instead: erase it from every snapshot, cache, original and conversation. "
    "This can't be undone."
)
TYPE_KEY: Final = "To confirm, type its ID: {key}"
DELETE_GO: Final = "Delete it"
PURGE_GO: Final = "Purge it for good"

SURE: Final = "Are you sure?"
UNDO: Final = "Undo"
CAN_UNDO: Final = "You can undo this."
CANT_UNDO: Final = "This can't be undone."
CANT_UNDO_ALONE: Final = "An administrator can undo this by rolling back."
REACHES_PASSAGES: Final = "{passages} will no longer be found."
REACHES_VERSIONS: Final = "All {count} versions are affected."
REACHES_APPROVED: Final = "Approved answers that cite it: {count}."
REACHES_ANSWERS: Final = "It is cited in {answers} answers, in {conversations} conversations."
RETIRE_ASK: Final = "Retire…"
DELETE_ASK: Final = "Delete…"
PURGE_ASK: Final = "Purge…"
RETIRES: Final = "“{title}” stops answering after {day}."
DELETES: Final = "“{title}” is removed from the answers."
EARLIER_GENERATION: Final = "Earlier snapshot"
ROLL_BACK_ASK: Final = "Roll back to {number}…"
ROLLS_BACK: Final = "Answers come from what was published on {day} again."
ROLLS_BACK_TO: Final = (
    "That is {documents} and {passages}, instead of {now_documents} and {now_passages}."
)
FACETS_ODD: Final = (
    "“{part}” is not understood. Write name=value, such as plan=silver, each name once."
)

DROP: Final = "Files"
DROP_HELP: Final = "PDF, Word, PowerPoint, Excel, HTML, Markdown, text, mail and more."
DOCUMENT_KEY: Final = "Document ID"
DOCUMENT_KEY_HELP: Final = (
    "Identifies the document across its versions. If empty: the ID that the file "
    "states, otherwise its name."
)
FACETS_HELP: Final = "Such as plan=silver, state=NY. If empty: everyone."
GROUPS_HELP: Final = "Groups that may find it, separated by commas. If empty: {default}."
STATED: Final = (
    "What you enter here applies to every file above; a file's own front matter fills in the rest."
)
ONE_KEY: Final = "A document ID belongs to one document: choose one file, or leave the ID empty."
CHECK: Final = "Check first"
CHECKING: Final = "Nothing changes while files are checked."
ADD_THEM: Final = "Add them"
DISCARD: Final = "Discard"
DONE_ADDING: Final = "Add more"
CANCEL: Final = "Cancel"
NOTHING_TO_ADD: Final = "None of these files can be added; the reasons are listed above."
WOULD: Final = {
    "added": "would be added",
    "changed": "would replace the existing one",
    "removed": "would be removed",
    "failed": "cannot be read",
    "skipped": "would be skipped",
}
DID: Final = {
    "added": "added",
    "changed": "changed",
    "removed": "removed",
    "failed": "could not be read",
    "skipped": "skipped",
    "unchanged": "unchanged",
}
PLAN_COST: Final = "{passages}, {fresh} of them to be processed{seconds}"
PLAN_SECONDS: Final = ", about {seconds} s"

WAITING: Final = "Waiting for the worker…"
AT_WORK: Final = "{read} of {all} files read, {embedded} of {met} passages embedded"
RATE: Final = "{rate} passages a second"
LEFT: Final = "about {seconds} s left"
READING_NOW: Final = "Reading {name}"
JOB_STATES: Final = {
    "waiting": "waiting",
    "running": "running",
    "done": "done",
    "failed": "failed",
    "cancelled": "cancelled",
}
JOB_KINDS: Final = {
    "ingest": "Add documents",
    "dry-run": "Check files",
    "delete": "Delete",
    "retire": "Retire",
    "curate": "Hide or correct",
    "rollback": "Roll back",
    "verify": "Verify",
}
CANCELLED: Final = "Cancelled. Nothing was changed."
DELETED: Final = "Deleted. {searches} searches for its own words did not find it."
PURGED: Final = (
    "Purged. {files} files with {bytes} bytes were searched for its words; none were found."
)
ANSWERS: Final = "Snapshot {generation} is now live."
RETIRED: Final = "Done. Snapshot {generation} is now live."
VERIFIED: Final = "{passages} in {documents} checked; no faults found."
FAULTS: Final = "{count} faults found:"

GENERATIONS: Final = "Snapshots"
GENERATIONS_BELOW: Final = "Every change makes a new one; you can roll back to the last few."
LIVE: Final = "live"
ROLL_BACK_TO: Final = "Roll back to snapshot {number}"
VERIFY: Final = "Verify all passages"
JOBS: Final = "Recent activity"
NO_JOBS: Final = "Nothing yet."
NUMBER, PUBLISHED, WHEN, WHAT, WHO = "Number", "Published", "When", "What", "Who"

QUESTION: Final = "Question"
SAID_BEFORE: Final = "Earlier questions, one per line"
AS_OF: Final = "As of"
SEARCH: Final = "Search"
WAY: Final = ("Setting A", "Setting B")
REWRITING: Final = "Follow-ups"
REWRITING_SET: Final = "as configured"
LEGS: Final = "Search by"
LEG_NAMES: Final = {"both": "meaning and words", "dense": "meaning only", "sparse": "words only"}
RERANK: Final = "Rerank"
FOUND_NOTHING: Final = "Nothing found."
ONLY_HERE: Final = "only here"
ALSO: Final = "rank {rank} in the other"
SEARCHED_FOR: Final = "Searched for: {words}"
EVIDENCE: Final = "Evidence {score} of 1: {verdict}. {milliseconds} ms"
ENOUGH: Final = "would answer"
NOT_ENOUGH: Final = "would refuse"


def plain_number(number: float) -> str:
    """Return "1,234"; decimals only below ten."""
    return languages.rounded(number)


OPEN_QUESTIONS: Final = "Open questions"
NO_OPEN_QUESTIONS: Final = "No open questions"
NO_OPEN_QUESTIONS_BELOW: Final = (
    "Questions that agents send to their lead wait here. The answer appears in their conversation."
)
OPEN_QUESTIONS_BELOW: Final = "{questions} waiting. Personal identifiers are masked."
CONVERSATION_BEFORE: Final = "The conversation"
SEARCH_SOURCES: Final = "Find other sources"
YOUR_ANSWER: Final = "Your answer"
YOUR_ANSWER_HELP: Final = (
    "Tick the passages that support it and cite them as [1], [2]. Without sources it is sent as "
    "a note."
)
ALSO_FOR_ALL: Final = "Also answer everyone who asks this"
SEND_ANSWER: Final = "Send the answer"
SEND_REPLY: Final = "Send as a note"
NOT_ANSWERED_WELL: Final = "Not answered well"
NOT_ANSWERED_WELL_BELOW: Final = (
    "Refused, weakly supported or rated down in the last 30 days, and not sent to anyone."
)
ANSWER_THIS: Final = "Answer this"
ANSWER_EMPTY: Final = "Write something first."
ANSWERED_MEANWHILE: Final = "Someone else has answered this question in the meantime."
ANSWER_NOT_YOURS: Final = "(This answer cites documents that you may not see.)"

GAPS: Final = "Knowledge gaps"
FEEDBACK: Final = "Feedback"
APPROVED: Final = "Approved answers"
EVALUATIONS: Final = "Evaluations"

USE: Final = "Use"
NO_USE: Final = "No questions yet"
NO_USE_BELOW: Final = "Once questions are asked, this shows how they ended."
USE_BELOW: Final = "{questions}, {share} answered."
EDITED_SEARCHES: Final = "Searches edited"
APPROVED_USED: Final = "Approved answers used"
MEDIAN_SECONDS: Final = "Median seconds"
TOP_DOCUMENTS: Final = "Documents that answer most"
ANSWERS_COUNT: Final = "Answers"
CALLER_DETAILS: Final = "Caller details"
DETAIL: Final = "Detail"
OUTCOMES: Final = {
    "answered": "Answered",
    "nearest": "Nearest",
    "asked back": "Asked back",
    "small talk": "Small talk",
    "refused": "Refused",
}
PERIOD: Final = "Asked in the last"
PERIODS: Final = {7: "7 days", 30: "30 days", 90: "90 days", 365: "year"}
NO_GAPS: Final = "No gaps"
NO_GAPS_BELOW: Final = (
    "Questions that were refused, weakly supported or rated down are collected here; "
    "similar ones are grouped."
)
GAPS_BELOW: Final = (
    "{questions} refused, weakly supported or rated down. Personal identifiers are masked."
)
GAP_COUNT: Final = "asked {count}\u00d7"
LAST_ASKED: Final = "last {day}"
WHYS: Final = {"refused": "refused", "weak": "weak", "rated down": "rated down"}
NEAREST: Final = "Nearest passage, in {title}"
NO_NEAREST: Final = "No passage came close."
ALSO_ASKED: Final = "Also asked as"
COMMENTS: Final = "Comments"
EXPORT_CSV: Final = "Export as CSV"
EXPORT_MARKDOWN: Final = "Export as Markdown"
MORE_GAPS: Final = "{count} more are in the export."

NO_FEEDBACK: Final = "No feedback yet"
NO_FEEDBACK_BELOW: Final = "What readers think of the answers is shown here, week by week."
WEEK, ASKED, LIKED, DISLIKED = "Week of", "Questions", "Liked", "Disliked"
REASONS: Final = "Why answers were disliked"
REASON, COUNT = "Reason", "Count"
LATEST_COMMENTS: Final = "Latest ratings"
RATING: Final = {"up": "liked", "down": "disliked"}

PROMOTE: Final = "Approve an answer"
PROMOTE_BELOW: Final = (
    "An approved answer comes first whenever the same question is asked, with its "
    "owner's name, as long as all its sources are in force and the reader may see them."
)
CANDIDATES: Final = "Answer"
NO_CANDIDATES: Final = "No questions were answered in this period."
APPROVE: Final = "Approve"
APPROVE_OWNER: Final = "Vouched for by"
APPROVE_UNTIL: Final = "Until"
APPROVED_DONE: Final = "Approved."
NO_APPROVED: Final = "No approved answers yet"
NO_APPROVED_BELOW: Final = "Approve a good answer above, and it comes first next time."
EXPIRES: Final = "until {day}"
FOR_GOOD: Final = "no end date"
RETIRED_ANSWER: Final = "retired"
EXPIRED_ANSWER: Final = "expired"
SOURCES_GONE: Final = "not shown: a source is gone, has changed or is not in force"
RETIRE_ANSWER: Final = "Retire"
SAVE_UNTIL: Final = "Save"
EDIT: Final = "Edit"
REWORD: Final = "Wording"
REWORD_HELP: Final = (
    "Markdown; [1] refers to the first source. Each sentence is checked against the "
    "sources it cites."
)
REWORD_CHECKED: Final = "As readers will see it"
REWORD_UNKNOWN: Final = "[{marker}] is not a source of this answer, which has {sources}."
REWORD_UNCITED: Final = "Cite at least one source, such as [1]."
LIKED_MARK: Final = "liked · "

NO_RUNS: Final = "No evaluation yet"
NO_RUNS_BELOW: Final = (
    "Once your administrator has had questions evaluated, the results are shown here."
)
RUNS_BELOW: Final = "The latest evaluations: the mean, with its 95 % interval below."
UNREADABLE_RUNS: Final = "{count} files in the folder of runs cannot be read: {names}"
RUN, QUESTIONS, MEASURE = "Run", "Questions", "Measure"
ONE_RUN: Final = "One run by measure and label"
LABEL, MEAN = "Label", "Mean"
COMPARE: Final = "Compare two runs"
BEFORE, AFTER, DIFFERENCE, INTERVAL = "Before", "After", "Difference", "95 % interval"
BY_MEASURE: Final = "Questions by change in"
SAME_RUN: Final = "Choose two different runs."
NONE_SHARED: Final = "These runs share no question."
CLEAR: Final = "* the interval excludes 0: more than chance."
CHANGED_MOST: Final = "What changed most"
UNCHANGED: Final = "No question changed by this measure."
RELEVANT: Final = "relevant"
FIRST_RELEVANT: Final = "first relevant at rank {rank}"
NOT_FOUND: Final = "no relevant passage among {count}"
RANKING: Final = "Hits side by side"


def questions(number: int) -> str:
    """Return "1 question", "4 questions"."""
    return f"{number:,} {'question' if number == 1 else 'questions'}"


translatable(__name__)

# People, for admins
PEOPLE_PAGE: Final = "People"
ACCOUNTS: Final = "Accounts"
AUDIT: Final = "Audit log"
PERSON: Final = "Person"
ROLE: Final = "Role"
SESSIONS: Final = "Signed in"
LAST_SEEN: Final = "Last seen"
LOCKED: Final = "locked after too many wrong passwords"
NO_GROUP: Final = "no group: finds nothing"
NO_ACCOUNTS: Final = "Nobody has an account yet"
NO_ACCOUNTS_BELOW: Final = "Add the first person below."
SIGNED_IN_ELSEWHERE: Final = (
    "People sign in outside Citewell; their roles and groups come from there."
)
CHANGE_PERSON: Final = "Change a person"
CHOOSE_PERSON: Final = "Choose a person"
ADD_PERSON: Final = "Add a person"
SIGN_IN_NAME: Final = "Name to sign in with"
NEW_PASSWORD: Final = "New password"
PASSWORD_HELP: Final = "12 characters or more; several words are easy to remember."
SET_PASSWORD: Final = "Set password"
END_SESSIONS: Final = "Sign out everywhere"
PERSON_GROUPS_HELP: Final = (
    "Separated by commas. Somebody finds only documents of their own groups."
)
REMOVE_PERSON: Final = "Remove"
REMOVE_PERSON_ASK: Final = "Remove…"
REMOVES_PERSON: Final = "{name} can no longer sign in; {sessions} open sessions end."
REMOVE_CONVERSATIONS: Final = "Delete their conversations as well ({count})"
DELETES_CONVERSATIONS: Final = "{count} conversations are deleted."
KEEPS_CONVERSATIONS: Final = "{count} conversations are kept; nobody can open them."
AUDIT_PERIOD: Final = "In the last"
ACTION: Final = "Action"
ANYBODY: Final = "Anybody"
ANYTHING: Final = "Anything"
NO_EVENTS: Final = "Nothing was noted"
NO_EVENTS_BELOW: Final = "Choose a longer period, or remove a filter."
LATEST_EVENTS: Final = "These are the latest {count}. The CSV has them all."
ACTIONS: Final = {
    "signed in": "signed in",
    "sign-in failed": "sign-in failed",
    "signed out": "signed out",
    "asked": "asked",
    "saw sources": "saw sources",
    "rated": "rated",
    "sent to the lead": "sent to the lead",
    "answered an open question": "answered an open question",
    "opened an original": "opened an original",
    "downloaded an original": "downloaded an original",
    "tried a search": "tried a search",
    "exported": "exported",
    "deleted a conversation": "deleted a conversation",
    "uploaded": "uploaded",
    "deleted a document": "deleted a document",
    "purged a document": "purged a document",
    "curated": "curated",
    "verified": "verified",
    "cancelled a job": "cancelled a job",
    "approved an answer": "approved an answer",
    "changed a person": "changed a person",
    "called the API": "called the API",
}
