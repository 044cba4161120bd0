"""The chat's texts in German; their English stands in `app/i18n/texts.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

ABOUT: Final = (
    "**Citewell** antwortet aus Ihren eigenen Dokumenten und zeigt zu jedem Satz die Quelle. "
    "Open Source, Apache-2.0."
)

# First screen
WELCOME: Final = "Was möchten Sie wissen?"
WELCOME_BELOW: Final = (
    "Fragen Sie in Ihren eigenen Worten. Antworten kommen nur aus den Dokumenten in „{kb}“, "
    "mit der Quelle zu jedem Satz."
)
SAMPLE_QUESTIONS: Final = "Zum Beispiel"
TRIES: Final = "Oder probieren Sie"
TRY: Final = {
    "follow-up": ("eine Anschlussfrage", ":material/forum:"),
    "another day": ("die Antwort mit Stand {day}", ":material/event:"),
    "refusal": ("eine Frage ohne Antwort", ":material/do_not_disturb_on:"),
}
GUIDE: Final = "So lesen Sie eine Antwort"
GUIDE_MARKER: Final = "öffnet die Passage, die den Satz belegt; die Wörter sind markiert."
GUIDE_SUPPORT: Final = "zeigen, ob die Quellen einen Satz ganz, teilweise oder gar nicht belegen."
GUIDE_DAY: Final = (
    "ist der Tag, für den die Antwort gilt. Für einen anderen Tag nennen Sie ihn in der "
    "Frage oder geben Sie in den Angaben zum Anruf ein Leistungsdatum ein."
)
GUIDE_REFUSED: Final = "erscheint statt einer Vermutung, zusammen mit naheliegenden Dokumenten."
INPUT: Final = "Stellen Sie eine Frage"
INPUT_FOLLOW_UP: Final = "Fragen Sie nach"

# Sidebar
LANGUAGE: Final = "Sprache"
NEW_CONVERSATION: Final = "Neues Gespräch"
KNOWLEDGE_BASE: Final = "Wissensbasis"
AS_OF: Final = "Stichtag der Antwort"
CONVERSATIONS: Final = "Frühere Gespräche"
NO_CONVERSATIONS: Final = "Noch keine."

# While answering
OPENING: Final = "Die Wissensbasis wird geöffnet …"
SEARCHING: Final = "Die Dokumente werden durchsucht …"
READING: Final = "Es wird gelesen: {passages}, {documents} …"
STOP: Final = "Anhalten"
STOPPED: Final = "Angehalten. Der bisherige Text bleibt erhalten, wurde aber nicht geprüft."
STOPPED_EMPTY: Final = "Angehalten, bevor eine Antwort geschrieben wurde."
STORE_AWAY: Final = (
    "Die Dokumente sind gerade nicht erreichbar. Dieses Gespräch bleibt erhalten. Sobald "
    "sie wieder da sind, merkt die Seite es von selbst, und Sie können weiterfragen."
)
INTERRUPTED: Final = (
    "Diese Antwort wurde abgebrochen. Der bisherige Text bleibt erhalten; fragen Sie "
    "noch einmal, um den Rest zu bekommen."
)

# Below an answer
MEANING: Final = "Was das bedeutet"
EXTRACTIVE: Final = "Wörtlich zitiert"
EXTRACTIVE_MEANS: Final = (
    "Wörtlich zitiert: Diese Sätze stammen unverändert aus den Dokumenten; kein "
    "Sprachmodell hat sie geschrieben."
)
SUPPORT_MEANS: Final = (
    "Belegt: Jeder Satz wurde mit den Passagen verglichen, auf die er verweist. Wörter, "
    "Zahlen, Namen und jedes „nicht“ müssen übereinstimmen."
)
AS_OF_MEANS: Final = (
    "Stand: Durchsucht wurden nur Dokumente, die an diesem Tag gelten. Einen anderen Tag "
    "nennen Sie in der Frage, oder Sie geben in den Angaben zum Anruf ein Leistungsdatum "
    "ein, das Vorrang hat."
)
APPROVED_MEANS: Final = (
    "Freigegeben: Jemand aus Ihrer Organisation steht bis zum genannten Tag für diese "
    "Antwort ein, und ihre Quellen haben sich nicht geändert."
)
EDITED_MEANS: Final = (
    "Von Hand geändert: Jemand hat die Suche bearbeitet oder Passagen weggelassen."
)
APPROVED_CHIP: Final = "Freigegeben von {owner}, {day}"
APPROVED_UNTIL_CHIP: Final = "Freigegeben von {owner}, {day}, bis {until}"
AS_OF_CHIP: Final = "Stand {day}"
SOURCES: Final = "Quellen"
SOURCE: Final = "Quelle {marker}"
OPEN_SOURCE: Final = "Quelle {marker} öffnen: {title}"
ALSO_FOUND: Final = "Auch in der Nähe Ihrer Frage"
NEAREST: Final = "Naheliegende Dokumente"
REFUSED: Final = "Steht nicht in den Dokumenten"
REFUSED_BELOW: Final = (
    "Die Dokumente beantworten das nicht. Versuchen Sie es mit anderen Worten oder sehen "
    "Sie in den naheliegenden Dokumenten nach."
)
REFUSED_EMPTY: Final = "Die Dokumente beantworten das nicht. Versuchen Sie es mit anderen Worten."
NONE_IN_FORCE: Final = "Von den Dokumenten, die Sie durchsuchen können, galt am {day} keines."
NONE_IN_FORCE_FITS: Final = (
    "Von den Dokumenten, die zu den Angaben zum Anruf passen, galt am {day} keines."
)
SUPPORT: Final = {"weak": "schwach belegt", "unsupported": "nicht belegt"}
SUPPORT_REASON: Final = {
    "weak": "Die zitierte Passage belegt diesen Satz nur zum Teil. Lesen Sie die Quelle.",
    "unsupported": "Keine zitierte Passage belegt diesen Satz. Verlassen Sie sich nicht darauf.",
}
SUPPORT_SUMMARY: Final = "◐ {supported} von {all} Sätzen durch ihre Quelle belegt"
SUPPORT_NONE: Final = "○ Kein Satz ist durch seine Quelle belegt"
NEAREST_ONLY: Final = "Am nächsten, aber keine Antwort"
MATCH_GOOD: Final = "Gute Übereinstimmung"
MATCH_FAIR: Final = "Mittlere Übereinstimmung"
MATCH_POOR: Final = "Schwache Übereinstimmung: Stelle lesen"
MATCH_MEANS: Final = (
    "Übereinstimmung: wie sicher die Suche ist, dass diese Stellen die Frage beantworten. Ist"
    " sie schwach, öffnen Sie die Quelle, bevor Sie sich darauf verlassen."
)
SUPPORT_ALL: Final = "✓ Jeder Satz durch seine Quelle belegt ({all} von {all})"
REASON_NO_MARKER: Final = "Der Satz verweist auf keine Passage."
REASON_MISSING: Final = "Steht nicht in der zitierten Passage: {missing}."
REASON_ASKED_DATE: Final = (
    "Sein Datum stammt aus der Frage, oder das Jahr wurde ergänzt: bitte prüfen."
)
REASON_COUNTS: Final = "Die zitierte Passage hat eine andere Einheit als {counts}."
REASON_FEW_WORDS: Final = "Kaum eines seiner Wörter kommt in der zitierten Passage vor."
REASON_SOME_WORDS: Final = "Einige seiner Wörter kommen in der zitierten Passage nicht vor."
REASON_SAYS: Final = "Die zitierten Worte sagen {others}."
REASON_MISPLACED: Final = "Die Tabelle hat {others} in einer anderen Zeile oder Spalte."
REASON_NAMES: Final = "Die zitierten Worte nennen {others}."
REASON_NOT: Final = "Der Satz und die zitierten Worte unterscheiden sich in einem „nicht“."
REASON_MUST: Final = (
    "Der Satz und die zitierten Worte unterscheiden sich in einem „muss“, „darf“ oder „außer wenn“."
)
REASON_OTHER_LANGUAGE: Final = (
    "Der Satz ist in einer anderen Sprache als die zitierte Passage: Nur Zahlen und "
    "Kennungen wurden verglichen."
)
REASON_ADDRESS: Final = "Das ist eine Adresse, keine Aussage."
REASON_CUT: Final = "Hier wurde die Antwort abgeschnitten: Eine Ausnahme kann fehlen."
REASON_REQUEST: Final = "Das Dokument sagt das nicht, sondern fordert dazu auf, es zu schreiben."
REASON_UNASKED_CONTACT: Final = (
    "Der Satz verweist auf eine Nummer, einen Link oder eine Adresse, nach der nicht gefragt war."
)
REASON_NOT_ENTAILED: Final = "Das NLI-Modell findet ihn nicht in der zitierten Passage."
REASON_CONTRADICTED: Final = "Das NLI-Modell findet in der zitierten Passage das Gegenteil."
REASON_JUDGED_PARTLY: Final = (
    "Das prüfende Modell findet nur einen Teil davon in der zitierten Passage."
)
REASON_JUDGED_NOT: Final = "Das prüfende Modell findet ihn nicht in der zitierten Passage."
NOT_SUPPORTED_ENOUGH: Final = "Die geschriebene Antwort war nicht gut genug belegt."
NO_ANSWER: Final = {
    "complete": "Das Sprachmodell gab eine leere Antwort zurück.",
    "limit": (
        "Das Sprachmodell erreichte seine Höchstlänge, bevor es eine Antwort schrieb: "
        "Vielleicht hat es zu lange nachgedacht. Erhöhen Sie CITEWELL_LLM_MAX_ANSWER_TOKENS."
    ),
    "filtered": "Der Inhaltsfilter des Sprachmodells griff ein, bevor es eine Antwort schrieb.",
    "broken_off": "Das Sprachmodell brach ab, bevor es eine Antwort schrieb.",
    "uncited": "Die Antwort des Sprachmodells verwies auf keine der Passagen.",
    "repeating": "Das Sprachmodell wiederholte sich und wurde angehalten.",
    "echoing": "Das Sprachmodell wiederholte seine Anweisungen und wurde angehalten.",
}
RESTING: Final = (
    "Die letzten Antworten des Sprachmodells nannten keine Quelle oder waren nicht zu gebrauchen. "
    "Es wird vorerst nicht gefragt und in {minutes} min wieder versucht."
)
ANSWER_ENDED: Final = {
    "limit": "Die Antwort wurde bei ihrer Höchstlänge abgeschnitten "
    "(CITEWELL_LLM_MAX_ANSWER_TOKENS): Am Ende kann etwas fehlen.",
    "filtered": "Der Inhaltsfilter des Modells hat die Antwort beendet: Es kann etwas fehlen.",
    "broken_off": "Die Antwort endete vorzeitig und ist vielleicht unvollständig.",
    "uncited": "Das Modell schrieb ohne Quellen weiter und wurde dort angehalten.",
}
QUOTED_INSTEAD: Final = "Stattdessen wird aus den Dokumenten zitiert."
REFUSAL: Final = "Das steht nicht in den Dokumenten."
REFUSAL_NEAREST: Final = "Am ehesten passen diese Dokumente:"
MANNERS: Final = {
    "greeting": "Hallo. Was kann ich für Sie nachschlagen?",
    "how are you": "Danke, gut. Was kann ich für Sie nachschlagen?",
    "thanks": "Gern geschehen.",
    "goodbye": "Auf Wiedersehen.",
    "ok": "Gut. Gibt es noch etwas?",
    "sorry": "Kein Problem.",
    "that is no help": (
        "Das tut mir leid. Fragen Sie mit anderen Worten oder nennen Sie das Formular, den Code "
        "oder den Tag, den Sie meinen; dann sehe ich noch einmal nach."
    ),
    "who are you": (
        "Ich schlage in diesen Dokumenten nach und zeige zu jedem Satz die Quelle. Fragen Sie mit "
        "Ihren eigenen Worten."
    ),
    "chat": "Ich kann nur bei dem helfen, was in den Dokumenten steht. Was soll ich nachschlagen?",
    "nothing asked": "Darin sehe ich keine Frage. Was möchten Sie wissen?",
}
PART_MISSING: Final = "Steht nicht in den Dokumenten: „{part}“."
TIME_UNREAD: Final = (
    "„{words}“ wurde nicht als Datum erkannt; die Antwort gilt für den Stand vom {day}."
)
SEE_FROM: Final = "Stand {day}"
ASKED_FROM: Final = "{question}, am {day}?"
NOTHING_YET: Final = "Es gibt noch keine Antwort, auf die sich das bezieht. Was möchten Sie wissen?"
ANSWER_WAS_REFUSED: Final = (
    "Ich habe nichts gefunden, was das beantwortet: Es steht nicht in den Dokumenten."
)
ANSWER_RESTS_ON: Final = "Die Antwort stützt sich auf diesen Satz: „{sentence}“"
ANSWER_RESTS_WEAKLY: Final = (
    "Nicht ganz: Die Quelle stützt sie nur zum Teil. Am nächsten kommt dieser Satz: „{sentence}“"
)
ANSWER_WAS_NEAREST: Final = "Nein. Das war nur der ähnlichste Satz und keine Antwort: „{sentence}“"
ANSWER_MEANS: Final = "Mit den Worten des Dokuments: „{sentence}“"
ANSWER_WAS: Final = "Die letzte Antwort war: „{sentence}“"
NEAREST_TOLD: Final = "Das sagen die Dokumente nicht."
NEAREST_SHOWN: Final = "Am nächsten kommt dies, es ist aber keine Antwort:"
OFF_TOPIC: Final = "Ich antworte nur aus diesen Dokumenten, und darum geht es in ihnen nicht."
ASK_BACK: Final = "Was meinen Sie? Wählen Sie etwas aus, oder fragen Sie mit mehr Worten."
NOTICE_LABEL: Final = {
    "day": "Anderer Tag",
    "conflict": "Quellen widersprechen sich",
    "ends": "Ändert sich bald",
    "changed": "Seither geändert",
    "depends": "Kommt darauf an",
}
NOTICE_CHANGES: Final = "„{title}“ ändert sich: Eine neuere Fassung gilt ab {day}."
NOTICE_ENDS: Final = "„{title}“ gilt nur bis {day}."
NOTICE_CHANGED: Final = "„{title}“ hat sich geändert: Eine neuere Fassung gilt ab {day}."
NOTICE_ENDED: Final = "„{title}“ galt nur bis {day}."
NOTICE_CONFLICT: Final = (
    "Die Dokumente widersprechen sich: „{title}“ sagt {here}, „{other}“ sagt {there}."
)
NOTICE_DEPENDS: Final = (
    "Das hängt von „{facet}“ ab: {values}. Nennen Sie einen Wert, um eine genauere "
    "Antwort zu erhalten."
)
NOTICE_CHOICE: Final = (
    "Es kommt darauf an: {values}. Nennen Sie eines davon für eine genauere Antwort."
)
DAY_TAKEN: Final = "Beantwortet mit Stand {day}, weil die Frage „{words}“ nennt."
DAY_KEPT: Final = "Beantwortet mit Stand {day}, weil eine frühere Frage „{words}“ nennt."
DAY_LEFT: Final = (
    "Beantwortet mit Stand {day}; die vorige Frage wurde mit Stand {named} beantwortet."
)
DAY_SET: Final = (
    "Beantwortet mit Stand {day}, dem eingestellten Tag, obwohl die Frage „{words}“ nennt "
    "({named})."
)
DAY_TODAY: Final = "Beantwortet mit Stand {day}, obwohl die Frage „{words}“ nennt ({named})."
DAY_INSTEAD: Final = "Stattdessen mit Stand {day} antworten"
HIDDEN: Final = "Vor dem Sprachmodell verborgen: {counted}."
HIDDEN_KINDS: Final = {
    "EMAIL": "E-Mail-Adresse",
    "SSN": "Sozialversicherungsnummer",
    "MRN": "Patientennummer",
    "MEMBER": "Mitglieds- oder Vertragsnummer",
    "CLAIM": "Schadennummer",
    "DOB": "Geburtsdatum",
    "PHONE": "Telefonnummer",
    "ADDRESS": "Anschrift",
    "CARD": "Kartennummer",
    "IBAN": "Bankverbindung",
    "TAX": "Steuernummer",
    "IDCARD": "Ausweisnummer",
    "PERSON": "Name einer Person",
}
COMPARED: Final = "Verglichen: die Regeln, die am {before} und am {after} gelten, in {documents}."
COMPARED_SAME: Final = (
    "In den gefundenen Dokumenten gelten am {before} und am {after} dieselben Regeln."
)
COMPARED_MORE: Final = "{count} weitere Änderungen sind nicht gezeigt."
CHANGED_BEFORE: Final = "Vorher"
CHANGED_AFTER: Final = "Danach"
CHANGED_DROPPED: Final = "entfallen"
CHANGED_NEW: Final = "neu"
CHANGED_VERSION: Final = "Fassung {version}"

# What was searched for
SEARCHED: Final = "Wonach gesucht wurde"
SEARCH_TEXT: Final = "Gesucht nach"
SEARCH_WAY: Final = "Wie"
SEARCH_FOUND: Final = "Gefundene Passagen"
LEG_KIND: Final = {"dense": "nach Bedeutung", "sparse": "nach Wörtern"}
PASSAGES_FOUND: Final = "Beste Passagen"
TIMES: Final = "Zeit je Schritt"
FILTERS: Final = "Eingeschränkt auf"
FILTER_AS_OF: Final = "Dokumente, die am {day} gelten"
FILTER_AS_NAMED: Final = "Dokumente, die am {day} gelten („{words}“ in der Frage)"
FILTER_ALL_VERSIONS: Final = "alle Fassungen"
FILTER_KNOWLEDGE_BASE: Final = "Wissensbasis „{kb}“"
FILTER_WITHOUT: Final = "ohne {passages}"
RANK: Final = "Rang"
EDIT_SEARCH: Final = "Diese Suche ändern"
EDIT_TEXTS: Final = "Suchen nach"
EDIT_TEXTS_HELP: Final = "Jede Zeile wird einzeln gesucht; die Ergebnisse werden zusammengeführt."
ADDED_WORDS: Final = "Auch gesucht nach"
ADDED_WORD: Final = "{term} (für „{said}“, {origin})"
ADDED_BY: Final = {
    "everyday": "Alltagswort",
    "file": "Glossardatei",
    "document": "so in einem Dokument erklärt",
    "curator": "im Glossar ergänzt",
}
EDIT_PASSAGES: Final = "Passagen, aus denen geantwortet wird"
EDIT_ANY: Final = "beliebig"
ANSWER_AGAIN: Final = "Aus dieser Suche antworten"
EDITED_CHIP: Final = "Suche von Hand geändert"
STEP_NAMES: Final = {
    "rewrite": "Die Frage verstehen",
    "embed": "Einbetten",
    "search": "Suchen",
    "rerank": "Neu ordnen",
    "gate": "Die Belege abwägen",
    "weigh": "Die Belege abwägen",
    "write": "Die Antwort schreiben",
    "first_token": "Bis zum ersten Wort",
    "generate": "Die Antwort schreiben",
    "check": "Jeden Satz prüfen",
    "total": "Insgesamt",
}

# Source panel
CLOSE: Final = "Schließen"
PASSAGE: Final = "Passage"
PAGE_SHORT: Final = "S. {page}"
PAGES_SHORT: Final = "S. {first}\u2013{last}"
VERSION_SHORT: Final = "Fassung {version}"
FROM_DAY: Final = "ab {first}"
UNTIL_DAY: Final = "bis {last}"
FROM_UNTIL: Final = "{first} bis {last}"
WHY_SOURCE: Final = "Warum diese Quelle"
WHY_RANK: Final = "Rang {rank} unter den {way} gefundenen Passagen für „{text}“"
WHY_NO_RANK: Final = "Nicht unter den {way} gefundenen Passagen für „{text}“"
WHY_FUSED: Final = "Rang {rank} insgesamt"
WHY_NEIGHBOUR: Final = "Steht neben einer gefundenen Passage."
HIGHLIGHT: Final = "Die markierten Wörter belegen die Antwort."
WHY_RERANKED: Final = (
    "Der Reranker gab {score} von 100 Punkten und brachte sie von Rang {before} auf Rang {rank}"
)
OPEN_ORIGINAL: Final = "Das Original im Web öffnen"
DOWNLOAD_ORIGINAL: Final = "Dokument herunterladen"
READ_BEFORE: Final = "Davor"
READ_AFTER: Final = "Danach"
SOURCE_CHANGED: Final = (
    "Das Dokument hat sich seit dieser Antwort geändert; dies ist der damalige Wortlaut."
)
PAGE_OF: Final = "Seite {page} von {pages}"
PAGE_ALT: Final = "Bild von Seite {page} aus „{title}“"
PAGE_MARKED: Final = "Die unterstrichenen Wörter belegen die Antwort."
PAGE_UNMARKED: Final = (
    "Die zitierten Wörter wurden auf dieser Seite nicht gefunden, daher ist nichts markiert."
)
PAGE_IS_SCAN: Final = "Diese Seite ist ein Bild ohne Text, daher kann nichts markiert werden."
NEXT_PAGE: Final = "Nächste Seite"
PREVIOUS_PAGE: Final = "Vorige Seite"
ENLARGE_PAGE: Final = "Vergrößern"

# The conversation list
SEARCH_CONVERSATIONS: Final = "Gespräche durchsuchen"
NOTHING_FOUND: Final = "Kein Gespräch enthält diese Wörter."
PINNED: Final = "Angeheftet"
TODAY: Final = "Heute"
YESTERDAY: Final = "Gestern"
LAST_DAYS: Final = "Letzte 7 Tage"
LAST_WEEKS: Final = "Letzte 30 Tage"
MORE_FOR: Final = "Mehr zu „{title}“"
PIN: Final = "Anheften"
UNPIN: Final = "Lösen"
RENAME: Final = "Umbenennen"
DELETE: Final = "Löschen"
DELETE_ASK: Final = "Dieses Gespräch endgültig löschen?"
KEEP: Final = "Behalten"
SAVE: Final = "Speichern"
CANCEL: Final = "Abbrechen"
NEW_TITLE: Final = "Neuer Titel"
UNTITLED: Final = "Neues Gespräch"

# What can be done with an answer
ACTIONS: Final = "Was Sie mit dieser Antwort tun können"
COPY: Final = "Antwort kopieren"
COPIED: Final = "Kopiert"
COPY_FAILED: Final = (
    "Der Browser hat das Kopieren nicht erlaubt. Markieren Sie den Text und kopieren Sie ihn."
)
CARD: Final = "Antwortkarte: eine Antwort zum Weitergeben kopieren"
CARD_CALLER: Final = "Für Anrufende"
CARD_TICKET: Final = "Für das Ticket"
CARD_PREVIEW: Final = "Was kopiert wurde"
TRY_AGAIN: Final = "Noch einmal versuchen"
REGENERATE: Final = "Neu antworten"
EDIT_QUESTION: Final = "Frage bearbeiten"
EDITED_QUESTION: Final = "Ihre Frage"
ASK_AGAIN: Final = "Fragen"
GOOD_ANSWER: Final = "Gute Antwort"
BAD_ANSWER: Final = "Schlechte Antwort"
FEEDBACK_THANKS: Final = "Notiert. Vielen Dank."
FEEDBACK_WHY: Final = "Was stimmt daran nicht?"
FEEDBACK_COMMENT: Final = "Noch etwas? (freiwillig)"
FEEDBACK_SEND: Final = "Senden"
FEEDBACK_REASONS: Final = {
    "wrong": "Falsch",
    "incomplete": "Es fehlt etwas",
    "outdated": "Veraltet",
    "wrong plan": "Falscher Tarif oder falsches Produkt",
    "wrong source": "Falsche Quelle",
    "unclear": "Schwer zu verstehen",
    "should have answered": "Es steht in den Dokumenten",
}
FOLLOW_UPS: Final = "Auch in diesen Dokumenten"
WHAT_ABOUT: Final = "Was ist mit {heading}?"
CHOOSE: Final = "Bitte wählen"
WITH_HISTORY: Final = "was vorher gesagt wurde, mit weniger Gewicht"
WHICH: Final = "Welcher Wert für {name}?"

SEND_TO_LEAD: Final = "An die Leitung geben"
LEAD: Final = "der Leitung"
LEAD_SEES: Final = "Die Leitung sieht dieses Gespräch bis hierher."
LEAD_NOTE: Final = "Was sollte die Leitung wissen? (freiwillig)"
LEAD_WAITS: Final = "Am {day} an die Leitung gegeben. Die Antwort erscheint hier."
LEAD_REPLIED: Final = "Beantwortet von {person} am {day}"
LEAD_ANSWERED: Final = "Neue Antwort"
APPROVE_ANSWER: Final = "Antwort freigeben"
APPROVE_BELOW: Final = (
    "Wer diese Frage stellt, bekommt zuerst diese Antwort, mit Ihrem Namen, solange "
    "ihre Quellen gelten."
)
APPROVE_QUESTION: Final = "Frage"
APPROVE_WORDING: Final = "Wortlaut"
APPROVE_HOLDS_UNTIL: Final = "Bis"
APPROVED_TOAST: Final = "Freigegeben. Ändern können Sie sie unter „Qualität“."

# What is known about the caller
CALLER_ADD: Final = "Angaben zum Anruf"
CALLER_HELP: Final = "Sie gelten für jede Suche in diesem Gespräch."
SERVICE_DATE: Final = "Leistungsdatum"
SERVICE_DATE_HELP: Final = (
    "Antworten kommen aus den Dokumenten, die an diesem Tag gelten. Leer: heute oder der "
    "Tag, den eine Frage nennt."
)
SERVICE_DATE_CHIP: Final = "Leistungsdatum: {day}"
REMOVE: Final = "{chip} entfernen"
NOT_SET: Final = "Nicht angegeben"

# Answer cards and exported conversations
CARD_QUESTION: Final = "Frage: {question}"
CARD_CONTEXT: Final = "Beantwortet für: {context}"
CARD_AS_OF: Final = "Stand {day}"
CARD_VALID: Final = "Dies gilt: {context}."
CARD_QUOTED: Final = "Unsere Dokumente sagen:"
CARD_REFUSED: Final = "Unsere Dokumente beantworten das nicht."
CARD_SOURCE: Final = "Wo das steht:"
CARD_SOURCES: Final = "Quellen"
CARD_NEAREST: Final = "Naheliegende Dokumente"
CARD_CHECK: Final = "Prüfen Sie dies, bevor Sie sich darauf verlassen"
CARD_IN_FORCE: Final = "gültig {days}"
CARD_WRITTEN_BY: Final = {
    "language model": "von einem Sprachmodell aus diesen Quellen geschrieben",
    "extractive": "aus diesen Quellen zitiert",
    "refusal": "keine Quelle war gut genug",
    "person": "von einem Menschen nach diesen Quellen formuliert",
    "assistant": "dafür war kein Dokument nötig",
}
CARD_FOOT: Final = "Citewell, {moment}; Wissensbasis {kb}; {written_by}."
EXPORT: Final = "Exportieren"
EXPORT_HELP: Final = "Dieses Gespräch mit seinen Quellen speichern"
EXPORT_AS: Final = {"md": "Markdown", "docx": "Word-Dokument", "json": "JSON"}
EXPORTED_AT: Final = "Exportiert {moment} aus der Wissensbasis {kb}."
EXPORTED_QUESTION: Final = "Frage {number}"

# Signing in
SIGN_IN: Final = "Anmelden"
SIGN_IN_BELOW: Final = (
    "Verwenden Sie den Namen und das Kennwort, die Sie von Ihrer Administration erhalten haben."
)
SIGN_IN_WITH_PROVIDER: Final = "Melden Sie sich mit dem Konto Ihrer Organisation an."
SIGN_IN_NAME: Final = "Name"
SIGN_IN_PASSWORD: Final = "Kennwort"
SIGN_IN_BOTH: Final = "Geben Sie Ihren Namen und Ihr Kennwort ein."
SIGN_OUT: Final = "Abmelden"
SIGNED_IN_AS: Final = "Angemeldet als {name} ({role})"
ROLES: Final = {"reader": "Lesen", "curator": "Pflege", "admin": "Administration"}
ADMINS_ONLY: Final = "Diese Seite ist der Administration vorbehalten."
NOT_ONESELF: Final = (
    "Sich selbst können Sie weder die Rolle nehmen noch das Konto löschen. Bitten Sie "
    "jemand anderen aus der Administration."
)
CURATORS_ONLY: Final = "Das ist der Pflege vorbehalten; diese Rolle haben Sie nicht (mehr)."
NOT_YOURS_TO_SEE: Final = "Dieses Dokument gibt es nicht mehr, oder Sie dürfen es nicht sehen."
NOT_ALL_YOURS: Final = (
    "Das betrifft die ganze Wissensbasis, und Sie dürfen nicht alles darin sehen. Die "
    "Administration kann es tun."
)
TOO_MANY_FROM_HERE: Final = (
    "Zu viele fehlgeschlagene Anmeldungen aus Ihrem Netz. Versuchen Sie es in {minutes} "
    "Minuten wieder."
)
SESSION_ENDED: Final = "Ihre Sitzung ist beendet. Melden Sie sich wieder an."
SESSION_ENDED_RELOAD: Final = "Ihre Sitzung ist beendet. Laden Sie die Seite neu, um fortzufahren."
WRONG_PASSWORD: Final = (
    "Der Name oder das Kennwort ist falsch, oder das Konto ist nach {failures} falschen "
    "Kennwörtern für {minutes} Minuten gesperrt. Ihre Administration kann ein neues "
    "Kennwort vergeben."
)
NOT_THROUGH_THE_PROXY: Final = (
    "Hier können Sie sich nicht anmelden: Diese Seite ist nur über den Anmelde-Proxy Ihrer "
    "Organisation erreichbar. Verwenden Sie dessen Adresse."
)
PROXY_NAMES_NOBODY: Final = (
    "Der Anmelde-Proxy hat nicht mitgeteilt, wer Sie sind (Header {header}). Wenden Sie "
    "sich an Ihre Administration."
)
CLAIMS_NAME_NOBODY: Final = (
    "Die Anmeldung Ihrer Organisation hat nicht mitgeteilt, wer Sie sind (Claim "
    "{claim}). Wenden Sie sich an Ihre Administration."
)
EMAIL_NOT_VERIFIED: Final = (
    "Die Anmeldung Ihrer Organisation hat Ihre E-Mail-Adresse nicht bestätigt. Wenden "
    "Sie sich an Ihre Administration."
)
NO_PROVIDER: Final = (
    "Die Anmeldung über OIDC ist nicht eingerichtet: In .streamlit/secrets.toml fehlt "
    "der Abschnitt [auth]. Siehe docs/operators/people.md."
)

# Errors
NO_KNOWLEDGE_BASE: Final = "Noch keine Wissensbasis"
NO_KNOWLEDGE_BASE_BELOW: Final = (
    "Bitten Sie Ihre Administration, Dokumente hinzuzufügen, und laden Sie diese Seite neu."
)
NO_KNOWLEDGE_BASE_ADD: Final = "Fügen Sie Dokumente hinzu, dann können Sie fragen."
ADD_ON_PAGE: Final = "Dokumente hinzufügen"
UNEXPECTED: Final = (
    "Etwas ist schiefgegangen. Fragen Sie noch einmal; wenn es wieder passiert, steht "
    "mehr im Protokoll."
)
CONVERSATION_GONE: Final = (
    "Dieses Gespräch ist nicht mehr da; vielleicht wurde es gelöscht. Beginnen Sie ein "
    "neues Gespräch und fragen Sie noch einmal."
)
QUESTION_TOO_LONG: Final = (
    "Die Frage hat {count} Zeichen; erlaubt sind höchstens {most}. Kürzen Sie sie oder "
    "fragen Sie in Teilen."
)


_MONTHS: Final = "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez."


def day(value: date) -> str:
    """Return "1. Jan. 2027"."""
    return f"{value.day}. {_MONTHS.split()[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """Return a month and its year."""
    return f"{_MONTHS.split()[value.month - 1]} {value.year}"


def decimal(value: float, digits: int = 1) -> str:
    """Return "4,8"."""
    return f"{value:.{digits}f}".replace(".", ",")


def counted(number: int, one: str, many: str) -> str:
    """Return the number with its noun."""
    return f"{number} {one if number == 1 else many}"


def passages(number: int) -> str:
    """Return "1 Passage", "4 Passagen"."""
    return counted(number, "Passage", "Passagen")


def documents(number: int) -> str:
    """Return "1 Dokument", "3 Dokumente"."""
    return counted(number, "Dokument", "Dokumente")


def searched_instead(typed: str, found: str) -> str:
    """Return what was typed, which no document has, and what was searched for."""
    return f"„{typed}“ steht in keinem Dokument; gesucht wurde „{found}“."


def not_mentioned(words: Sequence[str]) -> str:
    """Say which of a question's words no document has."""
    listed = ", ".join(f"„{word}“" for word in words)
    return f"In den Dokumenten steht nichts von {listed}."


def items_left(number: int) -> str:
    """Return how many items of a quoted list are not shown."""
    if number == 1:
        return "Die Liste hat noch 1 weiteren Punkt; er steht in der Quelle."
    return f"Die Liste hat noch {number} weitere Punkte; sie stehen in der Quelle."


def sentences_struck(number: int) -> str:
    """Return how many unsupported sentences are gone."""
    return (
        "1 nicht belegter Satz wurde gestrichen."
        if number == 1
        else f"{number} nicht belegte Sätze wurden gestrichen."
    )


def wrong_settings(names: list[str]) -> str:
    """Return which settings are wrong and where to look."""
    listed = ", ".join(names)
    return (
        f"Falsche Einstellungen: {listed}. Führen Sie citewell doctor aus und vergleichen Sie mit "
        ".env.example."
    )
