"""The curators' texts in German; their English stands in `app/i18n/curator_texts.py`."""

from __future__ import annotations

from typing import Final

from app.i18n import languages

_SEPARATORS: Final = str.maketrans(",.", ".,")

CHAT_PAGE: Final = "Chat"
KNOWLEDGE_PAGE: Final = "Wissen"
QUALITY_PAGE: Final = "Qualität"

KNOWLEDGE_BASE: Final = "Wissensbasis"
DOCUMENTS: Final = "Dokumente"
ADD: Final = "Hinzufügen"
TRY: Final = "Suche ausprobieren"
GLOSSARY: Final = "Glossar"
GLOSSARY_BELOW: Final = (
    "Wörter, die dasselbe bedeuten. Kommt eines in einer Frage vor, wird auch nach den anderen "
    "gesucht. Was ein Dokument erklärt, gilt nur für dessen Leser. Lange Erklärungen werden "
    "gezeigt, aber nicht gesucht."
)
FIND_TERM_HINT: Final = "Wort oder Dokument"
NO_TERMS: Final = "Hier stehen noch keine Begriffe."
TERMS_SHOWN: Final = "{shown} von {all} Begriffen"
NEW_TERM: Final = "Was man sagt => wie es in Dokumenten heißt"
NEW_TERM_HINT: Final = "krankgeschrieben => Arbeitsunfähigkeit"
TERM_FOR: Final = "Für Leser von"
TERM_FOR_ALL: Final = "Alle Dokumente"
ADD_TERM: Final = "Begriff hinzufügen"
STRIKE_TERM: Final = "Nicht verwenden"
RESTORE_TERM: Final = "Wieder verwenden"
TERM_STATES: Final = {
    "defined": "aus dem Dokument",
    "added": "im Glossar ergänzt",
    "struck": "nicht verwendet",
}
TERM_UNREADABLE: Final = (
    "„{line}“ ist kein Begriff. Schreiben Sie, was man sagt, => und wie es in Dokumenten heißt; "
    "oder AU = Arbeitsunfähigkeit."
)
HISTORY: Final = "Verlauf"
SUMMARY: Final = "{documents} · {passages} · Stand {generation}"
NO_WORKER: Final = (
    "Es läuft kein Worker, daher wird hier nichts ausgeführt. Bitten Sie Ihre "
    "Administration, einen zu starten."
)
EMPTY: Final = "Noch keine Dokumente"
EMPTY_BELOW: Final = (
    "Legen Sie Dateien unter „Hinzufügen“ ab; sie werden geprüft, bevor sich etwas ändert."
)

FIND_DOCUMENTS: Final = "Suchen"
FIND_HINT: Final = "Titel, Kennung, Datei, Verantwortliche oder Gruppe"
STATES: Final = "Zustand"
DOCUMENT_STATES: Final = {
    "in force": "gültig",
    "not yet": "noch nicht",
    "ended": "beendet",
    "never": "nie",
}
NONE_FIT: Final = "Kein Dokument passt. Entfernen Sie einen Filter."
SHOWN: Final = "{shown} von {all} Dokumenten"
CHOOSE: Final = "Wählen Sie ein Dokument, um seine Passagen zu sehen oder es zu ändern."
UPLOADED: Final = "Hier hochgeladen"

FIRST_BELOW: Final = (
    "Legen Sie unten Dokumente ab, um eine anzulegen; sie werden geprüft, bevor sich etwas ändert."
)
ANSWERS: Final = "Stand {generation} ist jetzt aktiv."

LOOK: Final = "Passagen"
NEW_VERSION: Final = "Neue Fassung"
RETIRE: Final = "Außer Kraft setzen"
DELETE: Final = "Löschen"
HIDDEN: Final = "Von der Pflege ausgeblendet"
CORRECTED: Final = "Von der Pflege berichtigt; die Datei sagt: {original}"
COMMANDS_MODELS: Final = "Liest sich wie Anweisungen an ein Sprachmodell"
HIDE: Final = "Ausblenden"
CORRECT: Final = "Berichtigen"
CORRECT_TO: Final = "Worte, die stattdessen gezeigt und durchsucht werden"
SAVE: Final = "Speichern"
NEW_VERSION_BELOW: Final = (
    "Laden Sie die neue Fassung unter „Hinzufügen“ hoch. Sie erhält die Kennung dieses "
    "Dokuments; sobald sie gilt, endet diese Fassung von selbst."
)
NEW_VERSION_GO: Final = "Eine neue Fassung hochladen"
LAST_DAY: Final = "Letzter Tag der Gültigkeit"
RETIRE_BELOW: Final = (
    "Fragen zu späteren Tagen finden das Dokument nicht mehr, Fragen zu früheren Tagen weiterhin."
)
RETIRE_GO: Final = "Außer Kraft setzen"
DELETE_BELOW: Final = (
    "Entfernt sofort alle Fassungen aus den Antworten und weist das nach, indem nach den "
    "Worten des Dokuments gesucht wird. Ältere Stände behalten es, bis sie "
    "gelöscht werden; ein Zurücksetzen bringt es zurück."
)
DELETE_FOLDER: Final = (
    "Seine Datei liegt noch in {root}: Entfernen Sie sie auch dort, sonst liest der "
    "nächste Import sie wieder ein."
)
PURGE: Final = (
    "Stattdessen endgültig entfernen: aus allen Ständen, Zwischenspeichern, "
    "Originalen und Gesprächen. Das kann nicht rückgängig gemacht werden."
)
TYPE_KEY: Final = "Geben Sie zur Bestätigung die Kennung ein: {key}"
DELETE_GO: Final = "Löschen"
PURGE_GO: Final = "Endgültig entfernen"

SURE: Final = "Sind Sie sicher?"
UNDO: Final = "Rückgängig machen"
CAN_UNDO: Final = "Das lässt sich rückgängig machen."
CANT_UNDO: Final = "Das lässt sich nicht rückgängig machen."
CANT_UNDO_ALONE: Final = "Nur die Verwaltung kann das rückgängig machen, indem sie zurücksetzt."
REACHES_PASSAGES: Final = "Nicht mehr gefunden: {passages}."
REACHES_VERSIONS: Final = "Alle {count} Fassungen sind betroffen."
REACHES_APPROVED: Final = "Freigegebene Antworten, die es zitieren: {count}."
REACHES_ANSWERS: Final = "Es wird in {answers} Antworten zitiert, in {conversations} Gesprächen."
RETIRE_ASK: Final = "Außer Kraft setzen …"
DELETE_ASK: Final = "Löschen …"
PURGE_ASK: Final = "Endgültig entfernen …"
RETIRES: Final = "„{title}“ beantwortet ab dem Tag nach dem {day} nichts mehr."
DELETES: Final = "„{title}“ kommt in keiner Antwort mehr vor."
EARLIER_GENERATION: Final = "Früherer Stand"
ROLL_BACK_ASK: Final = "Auf Stand {number} zurücksetzen …"
ROLLS_BACK: Final = "Es antwortet wieder, was am {day} veröffentlicht wurde."
ROLLS_BACK_TO: Final = (
    "Das sind {documents} und {passages} statt {now_documents} und {now_passages}."
)
FACETS_ODD: Final = (
    "„{part}“ ist nicht zu verstehen. Schreiben Sie Name=Wert, etwa plan=silver, jeden "
    "Namen einmal."
)

DROP: Final = "Dateien"
DROP_HELP: Final = "PDF, Word, PowerPoint, Excel, HTML, Markdown, Text, E-Mail und mehr."
DOCUMENT_KEY: Final = "Dokumentkennung"
DOCUMENT_KEY_HELP: Final = (
    "Kennzeichnet das Dokument über alle Fassungen hinweg. Leer: die Kennung aus der "
    "Datei, sonst ihr Name."
)
FACETS_HELP: Final = "Etwa plan=silver, state=NY. Leer: gilt für alle."
GROUPS_HELP: Final = "Gruppen, die es finden dürfen, durch Kommas getrennt. Leer: {default}."
STATED: Final = (
    "Was Sie hier angeben, gilt für alle Dateien oben; was fehlt, ergänzen die Angaben "
    "in der Datei selbst."
)
ONE_KEY: Final = (
    "Eine Dokumentkennung gehört zu einem Dokument: Wählen Sie eine einzige Datei oder "
    "lassen Sie die Kennung leer."
)
CHECK: Final = "Zuerst prüfen"
CHECKING: Final = "Während Dateien geprüft werden, ändert sich nichts."
ADD_THEM: Final = "Hinzufügen"
DISCARD: Final = "Verwerfen"
DONE_ADDING: Final = "Weitere hinzufügen"
CANCEL: Final = "Abbrechen"
NOTHING_TO_ADD: Final = "Keine dieser Dateien kann hinzugefügt werden; die Gründe stehen oben."
WOULD: Final = {
    "added": "würde hinzugefügt",
    "changed": "würde die vorhandene ersetzen",
    "removed": "würde entfernt",
    "failed": "kann nicht gelesen werden",
    "skipped": "würde übersprungen",
}
DID: Final = {
    "added": "hinzugefügt",
    "changed": "geändert",
    "removed": "entfernt",
    "failed": "konnte nicht gelesen werden",
    "skipped": "übersprungen",
    "unchanged": "unverändert",
}
PLAN_COST: Final = "{passages}, davon {fresh} zu verarbeiten{seconds}"
PLAN_SECONDS: Final = ", etwa {seconds} s"

WAITING: Final = "Warten auf den Worker …"
AT_WORK: Final = "{read} von {all} Dateien gelesen, {embedded} von {met} Passagen eingebettet"
RATE: Final = "{rate} Passagen je Sekunde"
LEFT: Final = "noch etwa {seconds} s"
READING_NOW: Final = "{name} wird gelesen"
JOB_STATES: Final = {
    "waiting": "wartet",
    "running": "läuft",
    "done": "fertig",
    "failed": "fehlgeschlagen",
    "cancelled": "abgebrochen",
}
JOB_KINDS: Final = {
    "ingest": "Dokumente hinzufügen",
    "dry-run": "Dateien prüfen",
    "delete": "Löschen",
    "retire": "Außer Kraft setzen",
    "curate": "Ausblenden oder berichtigen",
    "rollback": "Zurücksetzen",
    "verify": "Überprüfen",
}
CANCELLED: Final = "Abgebrochen. Es wurde nichts geändert."
DELETED: Final = "Gelöscht. {searches} Suchen nach seinen eigenen Worten haben es nicht gefunden."
PURGED: Final = (
    "Endgültig entfernt. {files} Dateien mit {bytes} Bytes wurden nach den Worten des "
    "Dokuments durchsucht; gefunden wurde keines."
)
RETIRED: Final = "Erledigt. Stand {generation} ist jetzt aktiv."
VERIFIED: Final = "Geprüft: {passages}, {documents}; keine Fehler gefunden."
FAULTS: Final = "{count} Fehler gefunden:"

GENERATIONS: Final = "Stände"
GENERATIONS_BELOW: Final = (
    "Jede Änderung erzeugt einen neuen; auf die letzten können Sie zurücksetzen."
)
LIVE: Final = "aktiv"
ROLL_BACK_TO: Final = "Auf Stand {number} zurücksetzen"
VERIFY: Final = "Alle Passagen überprüfen"
JOBS: Final = "Letzte Vorgänge"
NO_JOBS: Final = "Noch nichts."
NUMBER, PUBLISHED, WHEN, WHAT, WHO = "Nummer", "Veröffentlicht", "Wann", "Was", "Wer"

QUESTION: Final = "Frage"
SAID_BEFORE: Final = "Frühere Fragen, eine je Zeile"
AS_OF: Final = "Stand"
SEARCH: Final = "Suchen"
WAY: Final = ("Einstellung A", "Einstellung B")
REWRITING: Final = "Anschlussfragen"
REWRITING_SET: Final = "wie eingestellt"
LEGS: Final = "Suchen nach"
LEG_NAMES: Final = {
    "both": "Bedeutung und Wörtern",
    "dense": "nur Bedeutung",
    "sparse": "nur Wörtern",
}
RERANK: Final = "Neu ordnen"
FOUND_NOTHING: Final = "Nichts gefunden."
ONLY_HERE: Final = "nur hier"
ALSO: Final = "dort auf Rang {rank}"
SEARCHED_FOR: Final = "Gesucht nach: {words}"
EVIDENCE: Final = "Belege {score} von 1: {verdict}. {milliseconds} ms"
ENOUGH: Final = "würde antworten"
NOT_ENOUGH: Final = "würde nicht antworten"


def plain_number(number: float) -> str:
    """Return "1.234"; decimals only below ten."""
    return languages.rounded(number).translate(_SEPARATORS)


OPEN_QUESTIONS: Final = "Offene Fragen"
NO_OPEN_QUESTIONS: Final = "Keine offenen Fragen"
NO_OPEN_QUESTIONS_BELOW: Final = (
    "Hier warten Fragen, die an die Leitung gegeben wurden. Die Antwort erscheint im Gespräch."
)
OPEN_QUESTIONS_BELOW: Final = (
    "{questions} offen. Personenbezogene Angaben sind unkenntlich gemacht."
)
CONVERSATION_BEFORE: Final = "Das Gespräch"
SEARCH_SOURCES: Final = "Andere Quellen suchen"
YOUR_ANSWER: Final = "Ihre Antwort"
YOUR_ANSWER_HELP: Final = (
    "Wählen Sie die Passagen aus, die sie belegen, und nennen Sie sie als [1], [2]. Ohne Quellen "
    "wird sie als Notiz gesendet."
)
ALSO_FOR_ALL: Final = "Auch allen antworten, die das fragen"
SEND_ANSWER: Final = "Antwort senden"
SEND_REPLY: Final = "Als Notiz senden"
NOT_ANSWERED_WELL: Final = "Nicht gut beantwortet"
NOT_ANSWERED_WELL_BELOW: Final = (
    "In den letzten 30 Tagen nicht beantwortet, schwach belegt oder schlecht bewertet, und an "
    "niemanden weitergegeben."
)
ANSWER_THIS: Final = "Beantworten"
ANSWER_EMPTY: Final = "Schreiben Sie zuerst etwas."
ANSWERED_MEANWHILE: Final = "Diese Frage hat inzwischen jemand anders beantwortet."
ANSWER_NOT_YOURS: Final = "(Diese Antwort nennt Dokumente, die Sie nicht sehen dürfen.)"

GAPS: Final = "Wissenslücken"
FEEDBACK: Final = "Rückmeldungen"
APPROVED: Final = "Freigegebene Antworten"
EVALUATIONS: Final = "Auswertungen"

USE: Final = "Nutzung"
NO_USE: Final = "Noch keine Fragen"
NO_USE_BELOW: Final = "Sobald Fragen gestellt werden, steht hier, wie sie endeten."
USE_BELOW: Final = "{questions}, {share} beantwortet."
EDITED_SEARCHES: Final = "Geänderte Suchen"
APPROVED_USED: Final = "Freigegebene Antworten"
MEDIAN_SECONDS: Final = "Sekunden (Median)"
TOP_DOCUMENTS: Final = "Dokumente, die am meisten beantworten"
ANSWERS_COUNT: Final = "Antworten"
CALLER_DETAILS: Final = "Angaben zum Anruf"
DETAIL: Final = "Angabe"
OUTCOMES: Final = {
    "answered": "Beantwortet",
    "nearest": "Am nächsten",
    "asked back": "Zurückgefragt",
    "small talk": "Plauderei",
    "refused": "Nicht beantwortet",
}
PERIOD: Final = "Gefragt in den letzten"
PERIODS: Final = {7: "7 Tagen", 30: "30 Tagen", 90: "90 Tagen", 365: "12 Monaten"}
NO_GAPS: Final = "Keine Lücken"
NO_GAPS_BELOW: Final = (
    "Hier sammeln sich Fragen, die nicht beantwortet, schwach belegt oder schlecht "
    "bewertet wurden; ähnliche sind zusammengefasst."
)
GAPS_BELOW: Final = (
    "{questions} nicht beantwortet, schwach belegt oder schlecht bewertet. Personenbezogene "
    "Angaben sind unkenntlich gemacht."
)
GAP_COUNT: Final = "{count}\u00d7 gefragt"
LAST_ASKED: Final = "zuletzt {day}"
WHYS: Final = {
    "refused": "nicht beantwortet",
    "weak": "schwach belegt",
    "rated down": "schlecht bewertet",
}
NEAREST: Final = "Ähnlichste Passage, in {title}"
NO_NEAREST: Final = "Keine Passage kommt der Frage nahe."
ALSO_ASKED: Final = "Auch gefragt als"
COMMENTS: Final = "Rückmeldungen dazu"
EXPORT_CSV: Final = "Als CSV exportieren"
EXPORT_MARKDOWN: Final = "Als Markdown exportieren"
MORE_GAPS: Final = "{count} weitere stehen im Export."

NO_FEEDBACK: Final = "Noch keine Rückmeldungen"
NO_FEEDBACK_BELOW: Final = "Hier steht Woche für Woche, wie Antworten bewertet werden."
WEEK, ASKED, LIKED, DISLIKED = "Woche vom", "Fragen", "Gut", "Schlecht"
REASONS: Final = "Warum Antworten schlecht bewertet wurden"
REASON, COUNT = "Grund", "Anzahl"
LATEST_COMMENTS: Final = "Letzte Bewertungen"
RATING: Final = {"up": "gut", "down": "schlecht"}

PROMOTE: Final = "Eine Antwort freigeben"
PROMOTE_BELOW: Final = (
    "Eine freigegebene Antwort kommt bei derselben Frage zuerst, mit dem Namen der "
    "verantwortlichen Person, solange alle ihre Quellen gelten und die fragende Person "
    "sie sehen darf."
)
CANDIDATES: Final = "Antwort"
NO_CANDIDATES: Final = "In diesem Zeitraum wurden keine Fragen beantwortet."
APPROVE: Final = "Freigeben"
APPROVE_OWNER: Final = "Verantwortlich"
APPROVE_UNTIL: Final = "Bis"
APPROVED_DONE: Final = "Freigegeben."
NO_APPROVED: Final = "Noch keine freigegebenen Antworten"
NO_APPROVED_BELOW: Final = (
    "Geben Sie oben eine gute Antwort frei, dann kommt sie beim nächsten Mal zuerst."
)
EXPIRES: Final = "bis {day}"
FOR_GOOD: Final = "unbefristet"
RETIRED_ANSWER: Final = "zurückgezogen"
EXPIRED_ANSWER: Final = "abgelaufen"
SOURCES_GONE: Final = "nicht gezeigt: Eine Quelle fehlt, wurde geändert oder gilt nicht"
RETIRE_ANSWER: Final = "Zurückziehen"
SAVE_UNTIL: Final = "Speichern"
EDIT: Final = "Bearbeiten"
REWORD: Final = "Wortlaut"
REWORD_HELP: Final = (
    "Markdown; [1] steht für die erste Quelle. Jeder Satz wird mit den Quellen "
    "verglichen, auf die er verweist."
)
REWORD_CHECKED: Final = "So sehen es die Leser"
REWORD_UNKNOWN: Final = "[{marker}] ist keine Quelle dieser Antwort; sie hat {sources}."
REWORD_UNCITED: Final = "Geben Sie mindestens eine Quelle an, etwa [1]."
LIKED_MARK: Final = "gut bewertet · "

NO_RUNS: Final = "Noch keine Auswertung"
NO_RUNS_BELOW: Final = (
    "Sobald Ihre Administration Fragen auswerten lässt, stehen die Ergebnisse hier."
)
RUNS_BELOW: Final = "Die neuesten Auswertungen: der Mittelwert, darunter sein 95-%-Intervall."
UNREADABLE_RUNS: Final = "{count} Dateien im Ordner der Läufe sind nicht lesbar: {names}"
RUN, QUESTIONS, MEASURE = "Lauf", "Fragen", "Maß"
ONE_RUN: Final = "Ein Lauf nach Maß und Merkmal"
LABEL, MEAN = "Merkmal", "Mittelwert"
COMPARE: Final = "Zwei Läufe vergleichen"
BEFORE, AFTER, DIFFERENCE, INTERVAL = "Vorher", "Nachher", "Unterschied", "95-%-Intervall"
BY_MEASURE: Final = "Fragen nach Änderung von"
SAME_RUN: Final = "Wählen Sie zwei verschiedene Läufe."
NONE_SHARED: Final = "Diese Läufe haben keine Frage gemeinsam."
CLEAR: Final = "* das Intervall schließt 0 aus: mehr als Zufall."
CHANGED_MOST: Final = "Was sich am meisten geändert hat"
UNCHANGED: Final = "Nach diesem Maß hat sich keine Frage geändert."
RELEVANT: Final = "relevant"
FIRST_RELEVANT: Final = "erste relevante auf Rang {rank}"
NOT_FOUND: Final = "keine relevante Passage unter {count}"
RANKING: Final = "Treffer nebeneinander"


def questions(number: int) -> str:
    """Return "1 Frage", "4 Fragen"."""
    return f"{plain_number(number)} {'Frage' if number == 1 else 'Fragen'}"


# People, for admins
PEOPLE_PAGE: Final = "Personen"
ACCOUNTS: Final = "Konten"
AUDIT: Final = "Protokoll"
PERSON: Final = "Person"
ROLE: Final = "Rolle"
SESSIONS: Final = "Angemeldet"
LAST_SEEN: Final = "Zuletzt gesehen"
LOCKED: Final = "gesperrt nach zu vielen falschen Passwörtern"
NO_GROUP: Final = "keine Gruppe: findet nichts"
NO_ACCOUNTS: Final = "Noch hat niemand ein Konto"
NO_ACCOUNTS_BELOW: Final = "Fügen Sie unten die erste Person hinzu."
SIGNED_IN_ELSEWHERE: Final = (
    "Die Anmeldung geschieht außerhalb von Citewell; Rollen und Gruppen kommen von dort."
)
CHANGE_PERSON: Final = "Eine Person ändern"
CHOOSE_PERSON: Final = "Person wählen"
ADD_PERSON: Final = "Person hinzufügen"
SIGN_IN_NAME: Final = "Name zum Anmelden"
NEW_PASSWORD: Final = "Neues Passwort"
PASSWORD_HELP: Final = "Mindestens 12 Zeichen; mehrere Wörter merkt man sich leicht."
SET_PASSWORD: Final = "Passwort setzen"
END_SESSIONS: Final = "Überall abmelden"
PERSON_GROUPS_HELP: Final = (
    "Durch Kommas getrennt. Gefunden werden nur Dokumente der eigenen Gruppen."
)
REMOVE_PERSON: Final = "Entfernen"
REMOVE_PERSON_ASK: Final = "Entfernen …"
REMOVES_PERSON: Final = "{name} kann sich nicht mehr anmelden; {sessions} offene Sitzungen enden."
REMOVE_CONVERSATIONS: Final = "Auch die Gespräche löschen ({count})"
DELETES_CONVERSATIONS: Final = "{count} Gespräche werden gelöscht."
KEEPS_CONVERSATIONS: Final = "{count} Gespräche bleiben; niemand kann sie öffnen."
AUDIT_PERIOD: Final = "In den letzten"
ACTION: Final = "Was geschah"
ANYBODY: Final = "Alle"
ANYTHING: Final = "Alles"
NO_EVENTS: Final = "Nichts verzeichnet"
NO_EVENTS_BELOW: Final = "Wählen Sie einen längeren Zeitraum, oder entfernen Sie einen Filter."
LATEST_EVENTS: Final = "Das sind die letzten {count}. Die CSV-Datei enthält alle."
ACTIONS: Final = {
    "signed in": "angemeldet",
    "sign-in failed": "Anmeldung gescheitert",
    "signed out": "abgemeldet",
    "asked": "gefragt",
    "saw sources": "Quellen gesehen",
    "rated": "bewertet",
    "sent to the lead": "an die Leitung gegeben",
    "answered an open question": "offene Frage beantwortet",
    "opened an original": "Original geöffnet",
    "downloaded an original": "Original heruntergeladen",
    "tried a search": "Suche ausprobiert",
    "exported": "exportiert",
    "deleted a conversation": "Gespräch gelöscht",
    "uploaded": "hochgeladen",
    "deleted a document": "Dokument gelöscht",
    "purged a document": "Dokument endgültig entfernt",
    "curated": "gepflegt",
    "verified": "geprüft",
    "cancelled a job": "Auftrag abgebrochen",
    "approved an answer": "Antwort freigegeben",
    "changed a person": "Person geändert",
    "called the API": "API aufgerufen",
}
