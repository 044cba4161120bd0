"""Every English text of the page, in one place so that it can be translated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.i18n.languages import translatable

PRODUCT: Final = "Citewell"
ABOUT: Final = (
    "**Citewell** answers from your own documents and shows the source of every sentence. "
    "Open source, Apache-2.0."
)

# First screen
WELCOME: Final = "What would you like to know?"
WELCOME_BELOW: Final = (
    "Ask in your own words. Answers come only from the documents in “{kb}”, "
    "with the source of every sentence."
)
SAMPLE_QUESTIONS: Final = "For example"
TRIES: Final = "Or try"
TRY: Final = {
    "follow-up": ("a follow-up", ":material/forum:"),
    "another day": ("the answer as of {day}", ":material/event:"),
    "refusal": ("a question that no document answers", ":material/do_not_disturb_on:"),
}
GUIDE: Final = "How to read an answer"
GUIDE_MARKER: Final = "opens the passage that supports the sentence, with the words highlighted."
GUIDE_SUPPORT: Final = "show whether the sources support a sentence fully, partly or not at all."
GUIDE_DAY: Final = (
    "is the date the answer applies to. For another date, name it in your question or set "
    "a date of service in the caller details."
)
GUIDE_REFUSED: Final = "appears instead of a guess, with the nearest documents."
INPUT: Final = "Ask a question"
INPUT_FOLLOW_UP: Final = "Ask a follow-up"

# Sidebar
LANGUAGE: Final = "Language"
NEW_CONVERSATION: Final = "New conversation"
KNOWLEDGE_BASE: Final = "Knowledge base"
AS_OF: Final = "Answer as of"
CONVERSATIONS: Final = "Earlier conversations"
NO_CONVERSATIONS: Final = "None yet."

# While answering
OPENING: Final = "Opening the knowledge base…"
SEARCHING: Final = "Searching the documents…"
READING: Final = "Reading {passages} in {documents}…"
STOP: Final = "Stop"
STOPPED: Final = "Stopped. The text so far is kept, but it has not been checked."
STOPPED_EMPTY: Final = "Stopped before an answer was written."
STORE_AWAY: Final = (
    "The documents can't be reached right now. This conversation is kept, and you can go "
    "on as soon as they are back; the page notices by itself."
)
INTERRUPTED: Final = "This answer was cut off. The text so far is kept; ask again to get the rest."

# Below an answer
MEANING: Final = "What this means"
EXTRACTIVE: Final = "Quoted word for word"
EXTRACTIVE_MEANS: Final = (
    "Quoted word for word: these sentences are taken from the documents; no language "
    "model wrote them."
)
SUPPORT_MEANS: Final = (
    "Supported: each sentence was compared with the passages it cites. Words, figures, "
    "names and every “not” have to match."
)
AS_OF_MEANS: Final = (
    "As of: only documents in force on this date were searched. You can name another "
    "date in your question or set a date of service in the caller details, which takes "
    "precedence."
)
APPROVED_MEANS: Final = (
    "Approved: someone in your organisation vouches for this answer until the date "
    "shown, and its sources have not changed."
)
EDITED_MEANS: Final = "Changed by hand: someone edited the search or left passages out of it."
APPROVED_CHIP: Final = "Approved by {owner}, {day}"
APPROVED_UNTIL_CHIP: Final = "Approved by {owner}, {day}, until {until}"
AS_OF_CHIP: Final = "As of {day}"
SOURCES: Final = "Sources"
SOURCE: Final = "Source {marker}"
OPEN_SOURCE: Final = "Open source {marker}: {title}"
ALSO_FOUND: Final = "Also found near your question"
NEAREST: Final = "Nearest documents"
REFUSED: Final = "Not in the documents"
REFUSED_BELOW: Final = (
    "The documents don't answer this. Try other words, or look at the nearest documents."
)
REFUSED_EMPTY: Final = "The documents don't answer this. Try other words."
NONE_IN_FORCE: Final = "None of the documents that you can search was in force on {day}."
NONE_IN_FORCE_FITS: Final = (
    "None of the documents that match the caller details was in force on {day}."
)
SUPPORT: Final = {"weak": "weak support", "unsupported": "not supported"}
SUPPORT_ICON: Final = {"weak": "◐", "unsupported": "○"}
SUPPORT_REASON: Final = {
    "weak": "The cited passage supports this sentence only in part. Read the source.",
    "unsupported": "No cited passage supports this sentence. Do not rely on it.",
}
SUPPORT_SUMMARY: Final = "◐ {supported} of {all} sentences supported by their source"
SUPPORT_NONE: Final = "○ No sentence is supported by its source"
NEAREST_ONLY: Final = "Nearest, not an answer"
MATCH_GOOD: Final = "Good match"
MATCH_FAIR: Final = "Fair match"
MATCH_POOR: Final = "Weak match: read the passage"
MATCH_MEANS: Final = (
    "Match: how sure the search is that these passages answer the question. When it is weak, "
    "open the source before you rely on it."
)
SUPPORT_ALL: Final = "✓ Every sentence supported by its source ({all} of {all})"
REASON_NO_MARKER: Final = "It cites no passage."
REASON_MISSING: Final = "Not in the cited passage: {missing}."
REASON_ASKED_DATE: Final = "Its date is the question's, or its year was added: check it."
REASON_COUNTS: Final = "The cited passage uses a different unit from {counts}."
REASON_FEW_WORDS: Final = "Hardly any of its words occur in the cited passage."
REASON_SOME_WORDS: Final = "Some of its words do not occur in the cited passage."
REASON_SAYS: Final = "The cited words say {others}."
REASON_MISPLACED: Final = "The table has {others} in another row or column."
REASON_NAMES: Final = "The cited words name {others}."
REASON_NOT: Final = "It and the cited words differ in a 'not'."
REASON_MUST: Final = "It and the cited words differ in a 'must', 'may' or 'unless'."
REASON_OTHER_LANGUAGE: Final = (
    "It is in another language than the cited passage: only figures and codes were compared."
)
REASON_ADDRESS: Final = "It is an address, not a statement."
REASON_CUT: Final = "The answer was cut off here: an exception may be missing."
REASON_REQUEST: Final = "The document does not state it, but asks for it to be written."
REASON_UNASKED_CONTACT: Final = (
    "It sends you to a number, link or address that the question did not ask for."
)
REASON_NOT_ENTAILED: Final = "The entailment model does not find it in the cited passage."
REASON_CONTRADICTED: Final = "The entailment model finds the opposite in the cited passage."
REASON_JUDGED_PARTLY: Final = "The judging model finds only a part of it in the cited passage."
REASON_JUDGED_NOT: Final = "The judging model does not find it in the cited passage."
NOT_SUPPORTED_ENOUGH: Final = "The written answer was not supported well enough."
NO_ANSWER: Final = {
    "complete": "The language model returned an empty answer.",
    "limit": (
        "The language model reached its limit before it wrote an answer: it may have spent "
        "too long thinking. Raise CITEWELL_LLM_MAX_ANSWER_TOKENS."
    ),
    "filtered": "The language model was stopped by its content filter before it wrote an answer.",
    "broken_off": "The language model stopped before it wrote an answer.",
    "uncited": "The language model's answer cited none of the passages.",
    "repeating": "The language model repeated itself and was stopped.",
    "echoing": "The language model repeated its instructions and was stopped.",
}
RESTING: Final = (
    "The language model's last answers named no source or could not be used, so it is not asked "
    "for now; it is tried again in {minutes} min."
)
ANSWER_ENDED: Final = {
    "limit": (
        "The answer was cut off at its limit (CITEWELL_LLM_MAX_ANSWER_TOKENS): the end may "
        "be missing."
    ),
    "filtered": "The model's content filter stopped the answer: something may be missing.",
    "broken_off": "The answer ended early and may be incomplete.",
    "uncited": "The model went on without naming sources and was stopped there.",
}
QUOTED_INSTEAD: Final = "The answer is quoted from the documents instead."
REFUSAL: Final = "That is not in the documents."
REFUSAL_NEAREST: Final = "The nearest documents are:"
MANNERS: Final = {
    "greeting": "Hello. What can I look up for you?",
    "how are you": "Fine, thank you. What can I look up for you?",
    "thanks": "You're welcome.",
    "goodbye": "Goodbye.",
    "ok": "All right. Is there anything else?",
    "sorry": "No problem.",
    "that is no help": (
        "I'm sorry about that. Ask in other words, or name the form, code or date you mean, and "
        "I'll look again."
    ),
    "who are you": (
        "I look things up in these documents and show the source of every sentence. Ask in your "
        "own words."
    ),
    "chat": "I can only help with what is in the documents. What can I look up?",
    "nothing asked": "I can't see a question in that. What would you like to know?",
}
PART_MISSING: Final = "Not in the documents: “{part}”."
TIME_UNREAD: Final = "“{words}” was not read as a date; the answer is as of {day}."
SEE_FROM: Final = "As of {day}"
ASKED_FROM: Final = "{question}, as of {day}?"
NOTHING_YET: Final = "There is no answer yet to go back to. What would you like to know?"
ANSWER_WAS_REFUSED: Final = "I found nothing that answers it: it is not in the documents."
ANSWER_RESTS_ON: Final = "The answer rests on this sentence: “{sentence}”"
ANSWER_RESTS_WEAKLY: Final = (
    "Not quite: the source supports it only in part. The nearest sentence is: “{sentence}”"
)
ANSWER_WAS_NEAREST: Final = "No. This was only the nearest sentence, not an answer: “{sentence}”"
ANSWER_MEANS: Final = "In the document's own words: “{sentence}”"
ANSWER_WAS: Final = "The last answer was: “{sentence}”"
NEAREST_TOLD: Final = "The documents do not say this."
NEAREST_SHOWN: Final = "This comes nearest, but is no answer:"
OFF_TOPIC: Final = "I answer only from these documents, and they do not deal with this."
ASK_BACK: Final = "What do you mean? Choose one, or say it in more words."
NOTICE_LABEL: Final = {
    "day": "Another date",
    "conflict": "Sources disagree",
    "ends": "Changes soon",
    "changed": "Changed since",
    "depends": "It depends",
}
NOTICE_ICON: Final = {"day": "i", "conflict": "≠", "ends": "!", "changed": "!", "depends": "?"}
NOTICE_CHANGES: Final = "“{title}” changes: a newer version is in force from {day}."
NOTICE_ENDS: Final = "“{title}” is in force only until {day}."
NOTICE_CHANGED: Final = "“{title}” has changed: a newer version is in force from {day}."
NOTICE_ENDED: Final = "“{title}” was in force only until {day}."
NOTICE_CONFLICT: Final = "The documents disagree: “{title}” says {here}, “{other}” says {there}."
NOTICE_DEPENDS: Final = "It depends on the {facet}: {values}. Name one for a closer answer."
NOTICE_CHOICE: Final = "It depends: {values}. Name one for a closer answer."
DAY_TAKEN: Final = "Answered as of {day}, because the question names “{words}”."
DAY_KEPT: Final = "Answered as of {day}, because an earlier question names “{words}”."
DAY_LEFT: Final = "Answered as of {day}; the previous question was answered as of {named}."
DAY_SET: Final = (
    "Answered as of {day}, the day that is set, although the question names “{words}” ({named})."
)
DAY_TODAY: Final = "Answered as of {day}, although the question names “{words}” ({named})."
DAY_INSTEAD: Final = "Answer as of {day} instead"
HIDDEN: Final = "Hidden from the language model: {counted}."
HIDDEN_KINDS: Final = {
    "EMAIL": "e-mail address",
    "SSN": "social security number",
    "MRN": "medical record number",
    "MEMBER": "member or policy number",
    "CLAIM": "claim number",
    "DOB": "date of birth",
    "PHONE": "phone number",
    "ADDRESS": "street address",
    "CARD": "card number",
    "IBAN": "bank account",
    "TAX": "tax number",
    "IDCARD": "identity document number",
    "PERSON": "name of a person",
}
COMPARED: Final = "Compared: the rules in force on {before} and on {after}, in {documents}."
COMPARED_SAME: Final = "The documents found have the same rules on {before} and on {after}."
COMPARED_MORE: Final = "{count} more changes are not shown."
CHANGED_BEFORE: Final = "Before"
CHANGED_AFTER: Final = "After"
CHANGED_DROPPED: Final = "dropped"
CHANGED_NEW: Final = "new"
CHANGED_VERSION: Final = "Version {version}"

# What was searched for
SEARCHED: Final = "What was searched for"
SEARCH_TEXT: Final = "Searched for"
SEARCH_WAY: Final = "How"
SEARCH_FOUND: Final = "Passages found"
LEG_KIND: Final = {"dense": "by meaning", "sparse": "by words"}
PASSAGES_FOUND: Final = "Best passages"
TIMES: Final = "Time per step"
FILTERS: Final = "Limited to"
FILTER_AS_OF: Final = "documents in force on {day}"
FILTER_AS_NAMED: Final = "documents in force on {day} (“{words}” in the question)"
FILTER_ALL_VERSIONS: Final = "every version"
FILTER_KNOWLEDGE_BASE: Final = "knowledge base “{kb}”"
FILTER_WITHOUT: Final = "{passages} left out"
RANK: Final = "Rank"
EDIT_SEARCH: Final = "Change this search"
EDIT_TEXTS: Final = "Search for"
EDIT_TEXTS_HELP: Final = "Each line is searched separately, and the results are combined."
ADDED_WORDS: Final = "Also searched for"
ADDED_WORD: Final = "{term} (for “{said}”, {origin})"
ADDED_BY: Final = {
    "everyday": "everyday words",
    "file": "glossary file",
    "document": "as a document says",
    "curator": "added by a curator",
}
EDIT_PASSAGES: Final = "Passages to answer from"
EDIT_ANY: Final = "any"
ANSWER_AGAIN: Final = "Answer from this search"
EDITED_CHIP: Final = "Search changed by hand"
MILLISECONDS: Final = "{value} ms"
SECONDS: Final = "{value} s"
STEP_NAMES: Final = {
    "rewrite": "Understand the question",
    "embed": "Embed",
    "search": "Search",
    "rerank": "Rerank",
    "gate": "Weigh the evidence",
    "weigh": "Weigh the evidence",
    "write": "Write the answer",
    "first_token": "Time to the first word",
    "generate": "Write the answer",
    "check": "Check each sentence",
    "total": "Total",
}

# Source panel
CLOSE: Final = "Close"
PASSAGE: Final = "Passage"
PATH_SEPARATOR: Final = " \u203a "
PAGE_SHORT: Final = "p. {page}"
PAGES_SHORT: Final = "pp. {first}\u2013{last}"
VERSION_SHORT: Final = "version {version}"
FROM_DAY: Final = "from {first}"
UNTIL_DAY: Final = "until {last}"
FROM_UNTIL: Final = "{first} to {last}"
WHY_SOURCE: Final = "Why this source"
WHY_RANK: Final = "Rank {rank} among the passages found {way} for “{text}”"
WHY_NO_RANK: Final = "Not among the passages found {way} for “{text}”"
WHY_FUSED: Final = "Rank {rank} overall"
WHY_NEIGHBOUR: Final = "Next to a passage that was found."
HIGHLIGHT: Final = "The highlighted words support the answer."
WHY_RERANKED: Final = (
    "The reranker scored it {score} of 100, which moved it from rank {before} to rank {rank}"
)
OPEN_ORIGINAL: Final = "Open the original on the web"
DOWNLOAD_ORIGINAL: Final = "Download the document"
READ_BEFORE: Final = "Before this"
READ_AFTER: Final = "After this"
SOURCE_CHANGED: Final = (
    "The document has changed since this answer was given; this is how it read then."
)
PAGE_OF: Final = "Page {page} of {pages}"
PAGE_ALT: Final = "Picture of page {page} of “{title}”"
PAGE_MARKED: Final = "The underlined words support the answer."
PAGE_UNMARKED: Final = "The quoted words were not found on this page, so nothing is marked."
PAGE_IS_SCAN: Final = "This page is a picture without text, so nothing can be marked on it."
NEXT_PAGE: Final = "Next page"
PREVIOUS_PAGE: Final = "Previous page"
ENLARGE_PAGE: Final = "Enlarge"

# The conversation list
SEARCH_CONVERSATIONS: Final = "Search conversations"
NOTHING_FOUND: Final = "No conversation contains these words."
PINNED: Final = "Pinned"
TODAY: Final = "Today"
YESTERDAY: Final = "Yesterday"
LAST_DAYS: Final = "Last 7 days"
LAST_WEEKS: Final = "Last 30 days"
MORE_FOR: Final = "More for “{title}”"
PIN: Final = "Pin"
UNPIN: Final = "Unpin"
RENAME: Final = "Rename"
DELETE: Final = "Delete"
DELETE_ASK: Final = "Delete this conversation for good?"
KEEP: Final = "Keep"
SAVE: Final = "Save"
CANCEL: Final = "Cancel"
NEW_TITLE: Final = "New title"
UNTITLED: Final = "New conversation"

# What can be done with an answer
ACTIONS: Final = "What to do with this answer"
COPY: Final = "Copy answer"
COPIED: Final = "Copied"
COPY_FAILED: Final = "Your browser did not allow copying. Select the text and copy it."
CARD: Final = "Answer card: copy a reply"
CARD_CALLER: Final = "For the caller"
CARD_TICKET: Final = "For the ticket"
CARD_PREVIEW: Final = "What was copied"
TRY_AGAIN: Final = "Try again"
REGENERATE: Final = "Answer again"
EDIT_QUESTION: Final = "Edit question"
EDITED_QUESTION: Final = "Your question"
ASK_AGAIN: Final = "Ask"
GOOD_ANSWER: Final = "Good answer"
BAD_ANSWER: Final = "Bad answer"
FEEDBACK_THANKS: Final = "Noted. Thank you."
FEEDBACK_WHY: Final = "What is wrong with it?"
FEEDBACK_COMMENT: Final = "Anything else? (optional)"
FEEDBACK_SEND: Final = "Send"
FEEDBACK_REASONS: Final = {
    "wrong": "Wrong",
    "incomplete": "Something is missing",
    "outdated": "Out of date",
    "wrong plan": "Wrong plan or product",
    "wrong source": "Wrong source",
    "unclear": "Hard to understand",
    "should have answered": "It is in the documents",
}
FOLLOW_UPS: Final = "Also in these documents"
WHAT_ABOUT: Final = "What about {heading}?"
CHOOSE: Final = "Choose one"
WITH_HISTORY: Final = "what was said before, with less weight"
WHICH: Final = "Which {name}?"

# A question that is sent to a lead
SEND_TO_LEAD: Final = "Send to my lead"
LEAD: Final = "the lead"
LEAD_SEES: Final = "Your lead sees this conversation up to here."
LEAD_NOTE: Final = "What should your lead know? (optional)"
LEAD_WAITS: Final = "Sent to your lead on {day}. The answer will appear here."
LEAD_REPLIED: Final = "Answered by {person} on {day}"
LEAD_ANSWERED: Final = "New answer"
APPROVE_ANSWER: Final = "Approve this answer"
APPROVE_BELOW: Final = (
    "Everyone who asks this question gets this answer first, with your name, while "
    "its sources hold."
)
APPROVE_QUESTION: Final = "Question"
APPROVE_WORDING: Final = "Wording"
APPROVE_HOLDS_UNTIL: Final = "Until"
APPROVED_TOAST: Final = "Approved. You can change it under Quality."

# What is known about the caller
CALLER_ADD: Final = "Caller details"
CALLER_HELP: Final = "They apply to every search in this conversation."
SERVICE_DATE: Final = "Date of service"
SERVICE_DATE_HELP: Final = (
    "Answers come from the documents in force on this date. If empty: today, or the date "
    "that a question names."
)
SERVICE_DATE_CHIP: Final = "Date of service: {day}"
REMOVE: Final = "Remove {chip}"
NOT_SET: Final = "Not set"

# Answer cards and exported conversations
CARD_QUESTION: Final = "Question: {question}"
CARD_CONTEXT: Final = "Answered for: {context}"
CARD_AS_OF: Final = "as of {day}"
CARD_VALID: Final = "This applies {context}."
CARD_QUOTED: Final = "Our documents say:"
CARD_REFUSED: Final = "Our documents do not answer this."
CARD_SOURCE: Final = "Where it says so:"
CARD_SOURCES: Final = "Sources"
CARD_NEAREST: Final = "Nearest documents"
CARD_CHECK: Final = "Check before you rely on it"
CARD_IN_FORCE: Final = "in force {days}"
CARD_WRITTEN_BY: Final = {
    "language model": "written by a language model from these sources",
    "extractive": "quoted from these sources",
    "refusal": "no source was good enough",
    "person": "worded by a person from these sources",
    "assistant": "no document was needed",
}
CARD_FOOT: Final = "Citewell, {moment}; knowledge base {kb}; {written_by}."
EXPORT: Final = "Export"
EXPORT_HELP: Final = "Save this conversation with its sources"
EXPORT_AS: Final = {"md": "Markdown", "docx": "Word document", "json": "JSON"}
EXPORTED_AT: Final = "Exported {moment} from the knowledge base {kb}."
EXPORTED_QUESTION: Final = "Question {number}"

# Signing in
SIGN_IN: Final = "Sign in"
SIGN_IN_BELOW: Final = "Use the name and password that your administrator gave you."
SIGN_IN_WITH_PROVIDER: Final = "Sign in with your organisation's account."
SIGN_IN_NAME: Final = "Name"
SIGN_IN_PASSWORD: Final = "Password"
SIGN_IN_BOTH: Final = "Enter your name and your password."
SIGN_OUT: Final = "Sign out"
SIGNED_IN_AS: Final = "Signed in as {name} ({role})"
ROLES: Final = {"reader": "reader", "curator": "curator", "admin": "admin"}
ADMINS_ONLY: Final = "This page is for admins."
NOT_ONESELF: Final = "You can't take away your own role or account. Ask another admin."
CURATORS_ONLY: Final = "Only curators can do this, and you are not (or no longer) a curator."
NOT_YOURS_TO_SEE: Final = "This document no longer exists, or you may not see it."
NOT_ALL_YOURS: Final = (
    "This affects the whole knowledge base, and you may not see all of it. An admin can do it."
)
TOO_MANY_FROM_HERE: Final = (
    "Too many failed sign-ins from your network. Try again in {minutes} minutes."
)
SESSION_ENDED: Final = "Your session has ended. Sign in again."
SESSION_ENDED_RELOAD: Final = "Your session has ended. Reload the page to continue."
WRONG_PASSWORD: Final = (
    "The name or the password is wrong, or the account is locked for {minutes} minutes "
    "after {failures} wrong passwords. An administrator can set a new password."
)
NOT_THROUGH_THE_PROXY: Final = (
    "You can't sign in here. This page can only be reached through your organisation's "
    "sign-in proxy; use its address."
)
PROXY_NAMES_NOBODY: Final = (
    "The sign-in proxy did not say who you are (header {header}). Tell your administrator."
)
CLAIMS_NAME_NOBODY: Final = (
    "Your organisation's sign-in did not say who you are (claim {claim}). Tell your administrator."
)
EMAIL_NOT_VERIFIED: Final = (
    "Your organisation's sign-in has not verified your e-mail address. Tell your administrator."
)
NO_PROVIDER: Final = (
    "Sign-in by OIDC is not set up: .streamlit/secrets.toml has no [auth] section. See "
    "docs/operators/people.md."
)

# Errors
NO_KNOWLEDGE_BASE: Final = "No knowledge base yet"
NO_KNOWLEDGE_BASE_BELOW: Final = "Ask your administrator to add documents, then reload this page."
NO_KNOWLEDGE_BASE_ADD: Final = "Add documents, and ask away."
ADD_ON_PAGE: Final = "Add documents"
UNEXPECTED: Final = "Something went wrong. Ask again; if it keeps happening, the log says more."
CONVERSATION_GONE: Final = (
    "This conversation is no longer here; it may have been deleted. "
    "Start a new conversation and ask again."
)
QUESTION_TOO_LONG: Final = (
    "The question has {count} characters; the limit is {most}. Shorten it, or ask in parts."
)


_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"


def day(value: date) -> str:
    """Return a day that cannot be misread on either side of the ocean: 1 Jan 2027."""
    return f"{value.day} {_MONTHS[3 * value.month - 3 : 3 * value.month]} {value.year}"


def month(value: date) -> str:
    """Return "Sep 2026"."""
    return f"{_MONTHS[3 * value.month - 3 : 3 * value.month]} {value.year}"


def decimal(value: float, digits: int = 1) -> str:
    """Return a number with its decimal mark: 4.8."""
    return f"{value:.{digits}f}"


def counted(number: int, one: str, many: str) -> str:
    """Return the number with its noun."""
    return f"{number} {one if number == 1 else many}"


def passages(number: int) -> str:
    """Return "1 passage", "4 passages"."""
    return counted(number, "passage", "passages")


def documents(number: int) -> str:
    """Return "1 document", "3 documents"."""
    return counted(number, "document", "documents")


def searched_instead(typed: str, found: str) -> str:
    """Return what was typed, which no document has, and what was searched for."""
    return f"No document has “{typed}”; “{found}” was searched for instead."


def not_mentioned(words: Sequence[str]) -> str:
    """Say which of a question's words no document has."""
    listed = ", ".join(f"“{word}”" for word in words)
    return f"The documents do not mention {listed}."


def items_left(number: int) -> str:
    """Return how many items of a quoted list are not shown."""
    if number == 1:
        return "The list has 1 more item; its source shows it."
    return f"The list has {number} more items; its source shows them."


def sentences_struck(number: int) -> str:
    """Return how many unsupported sentences are gone."""
    return f"{number} unsupported {'sentence was' if number == 1 else 'sentences were'} struck."


def wrong_settings(names: list[str]) -> str:
    """Return which settings are wrong and where to look."""
    listed = ", ".join(names)
    return f"Wrong settings: {listed}. Run citewell doctor, and compare with .env.example."


translatable(__name__)
