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
HISTORY: Final = "Verlauf"
SUMMARY: Final = "{documents} · {passages} · Generation {generation} · {model}"
NO_WORKER: Final = (
    "Es läuft kein Worker, daher wird nichts ausgeführt, was hier angefordert wird. Starten Sie "
    "einen: citewell worker"
)
EMPTY: Final = "Noch keine Dokumente"
EMPTY_BELOW: Final = (
    "Legen Sie Dateien unter „Hinzufügen“ ab; sie werden geprüft, bevor sich etwas ändert."
)

FIND_DOCUMENTS: Final = "Suchen"
FIND_HINT: Final = "Titel, Schlüssel, Datei, Verantwortliche oder Gruppe"
STATES: Final = "Zustand"
DOCUMENT_STATES: Final = {
    "in force": "gültig",
    "not yet": "noch nicht",
    "ended": "beendet",
    "never": "nie",
}
NONE_FIT: Final = "Kein Dokument passt. Nehmen Sie einen Filter weg."
SHOWN: Final = "{shown} von {all} Dokumenten"
CHOOSE: Final = "Wählen Sie ein Dokument, um seine Passagen zu sehen oder es zu ändern."
TITLE, KEY, VERSION, STATE = "Titel", "Schlüssel", "Fassung", "Zustand"
FROM, UNTIL, GROUPS, OWNER = "Von", "Bis", "Gruppen", "Verantwortlich"
PASSAGES, FILE, FOLDER = "Passagen", "Datei", "Kommt aus"
UPLOADED: Final = "Hier hochgeladen"
ALWAYS: Final = "immer"

FIRST_BELOW: Final = (
    "Legen Sie unten Dokumente ab, um eine anzulegen; sie werden geprüft, bevor sich etwas ändert."
)
ANSWERS: Final = "Generation {generation} antwortet."

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
    "Laden Sie die neue Fassung unter „Hinzufügen“ hoch. Sie erhält den Schlüssel dieses "
    "Dokuments; wenn sie beginnt, endet diese Fassung von selbst."
)
NEW_VERSION_GO: Final = "Eine neue Fassung hochladen"
LAST_DAY: Final = "Letzter Tag der Gültigkeit"
RETIRE_BELOW: Final = (
    "Nach diesem Tag beantwortet das Dokument keine Fragen mehr, die die Zeit danach betreffen; "
    "Fragen zu früheren Tagen finden es weiterhin."
)
RETIRE_GO: Final = "Außer Kraft setzen"
DELETE_BELOW: Final = (
    "Beendet seine Antworten sofort, in allen Fassungen, und weist es nach, indem nach seinen "
    "Worten gesucht wird. Ältere Generationen behalten es, bis sie verschwinden; ein Zurücksetzen "
    "bringt es zurück."
)
DELETE_FOLDER: Final = (
    "Seine Datei bleibt in {root}: Entfernen Sie sie auch dort, sonst bringt der nächste Einlauf "
    "sie zurück."
)
PURGE: Final = (
    "Stattdessen vernichten: jede Generation, Zwischenspeicher, Original und Gespräch. Kann nicht "
    "rückgängig gemacht werden."
)
TYPE_KEY: Final = "Geben Sie zur Sicherheit den Schlüssel ein: {key}"
DELETE_GO: Final = "Löschen"
PURGE_GO: Final = "Endgültig vernichten"

DROP: Final = "Dateien"
DROP_HELP: Final = "PDF, Word, PowerPoint, Excel, HTML, Markdown, Text, E-Mail und mehr."
DOCUMENT_KEY: Final = "Dokumentschlüssel"
DOCUMENT_KEY_HELP: Final = (
    "Benennt das Dokument über seine Fassungen hinweg. Leer: was die Datei angibt, sonst ihr Name."
)
FACETS: Final = "Gilt für"
FACETS_HELP: Final = "Etwa plan=silver, state=NY. Leer: für alle."
GROUPS_HELP: Final = "Wer es finden darf, durch Kommas getrennt. Leer: {default}."
STATED: Final = (
    "Was hier angegeben wird, gilt für jede Datei oben; die eigenen Angaben einer Datei füllen die "
    "Lücken."
)
ONE_KEY: Final = (
    "Ein Dokumentschlüssel benennt ein Dokument: Wählen Sie eine Datei oder lassen Sie den "
    "Schlüssel leer."
)
CHECK: Final = "Zuerst prüfen"
CHECKING: Final = "Während Dateien geprüft werden, ändert sich nichts."
ADD_THEM: Final = "Hinzufügen"
DISCARD: Final = "Verwerfen"
DONE_ADDING: Final = "Weitere hinzufügen"
CANCEL: Final = "Abbrechen"
BACK: Final = "Zurück"
NOTHING_TO_ADD: Final = "Keine dieser Dateien kann hinzugefügt werden; die Gründe stehen darüber."
WOULD: Final = {
    "added": "würde hinzugefügt",
    "changed": "würde die vorhandene ersetzen",
    "removed": "würde entfernt",
    "failed": "kann nicht gelesen werden",
    "skipped": "wird übergangen",
}
DID: Final = {
    "added": "hinzugefügt",
    "changed": "geändert",
    "removed": "entfernt",
    "failed": "konnte nicht gelesen werden",
    "skipped": "übergangen",
    "unchanged": "unverändert",
}
PLAN_COST: Final = "{passages}, davon {fresh} neu für das Modell ({tokens} Token{seconds})"
PLAN_SECONDS: Final = ", etwa {seconds} s"

WAITING: Final = "Es wird auf den Worker gewartet …"
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
    "Vernichtet. {files} Dateien mit {bytes} Bytes wurden nach seinen Worten durchsucht: keine "
    "gefunden."
)
RETIRED: Final = "Erledigt. Generation {generation} antwortet."
VERIFIED: Final = "Geprüft: {passages}, {documents}; alles ist, wie es sein soll."
FAULTS: Final = "{count} Fehler gefunden:"

GENERATIONS: Final = "Generationen"
GENERATIONS_BELOW: Final = (
    "Jede Änderung erzeugt eine neue; zu den letzten kann zurückgekehrt werden."
)
LIVE: Final = "antwortet"
ROLL_BACK: Final = "Zurücksetzen"
ROLL_BACK_TO: Final = "Auf Generation {number} zurücksetzen"
VERIFY: Final = "Alle Passagen überprüfen"
JOBS: Final = "Was zuletzt getan wurde"
NO_JOBS: Final = "Noch nichts."
NUMBER, PUBLISHED, WHEN, WHAT, WHO = "Nummer", "Veröffentlicht", "Wann", "Was", "Wer"

QUESTION: Final = "Frage"
SAID_BEFORE: Final = "Zuvor gesagt, eine Frage je Zeile"
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


GAPS: Final = "Wissenslücken"
FEEDBACK: Final = "Rückmeldungen"
APPROVED: Final = "Freigegebene Antworten"
EVALUATIONS: Final = "Auswertungen"

PERIOD: Final = "Gefragt in den letzten"
PERIODS: Final = {7: "7 Tagen", 30: "30 Tagen", 90: "90 Tagen", 365: "12 Monaten"}
NO_GAPS: Final = "Keine Lücken"
NO_GAPS_BELOW: Final = (
    "Fragen, die nicht beantwortet, schwach belegt oder schlecht bewertet wurden, sammeln sich "
    "hier, gruppiert nach dem, was sie fragen."
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
NEAREST: Final = "Nächstliegende Passage, in {title}"
NO_NEAREST: Final = "Keine Passage kam in die Nähe."
ALSO_ASKED: Final = "Auch gefragt als"
COMMENTS: Final = "Rückmeldungen dazu"
EXPORT_CSV: Final = "Als CSV exportieren"
EXPORT_MARKDOWN: Final = "Als Markdown exportieren"
MORE_GAPS: Final = "{count} weitere stehen im Export."

NO_FEEDBACK: Final = "Noch keine Rückmeldungen"
NO_FEEDBACK_BELOW: Final = "Was von Antworten gehalten wird, steht hier Woche für Woche."
WEEK, ASKED, LIKED, DISLIKED = "Woche vom", "Fragen", "Gut", "Schlecht"
REASONS: Final = "Warum Antworten schlecht bewertet wurden"
REASON, COUNT = "Grund", "Anzahl"
LATEST_COMMENTS: Final = "Letzte Bewertungen"
RATING: Final = {"up": "gut", "down": "schlecht"}

PROMOTE: Final = "Eine Antwort freigeben"
PROMOTE_BELOW: Final = (
    "Eine freigegebene Antwort kommt auf dieselbe Frage zuerst, mit dem Namen der verantwortlichen "
    "Person, solange alle ihre Quellen gelten und gesehen werden dürfen."
)
CANDIDATES: Final = "Antwort"
NO_CANDIDATES: Final = "Keine beantworteten Fragen in dieser Zeit."
APPROVE: Final = "Freigeben"
APPROVE_OWNER: Final = "Verbürgt durch"
APPROVE_UNTIL: Final = "Bis"
APPROVED_DONE: Final = "Freigegeben."
NO_APPROVED: Final = "Noch keine freigegebenen Antworten"
NO_APPROVED_BELOW: Final = (
    "Geben Sie oben eine gute Antwort frei, dann kommt sie beim nächsten Mal zuerst."
)
EXPIRES: Final = "bis {day}"
FOR_GOOD: Final = "ohne Ende"
RETIRED_ANSWER: Final = "zurückgezogen"
EXPIRED_ANSWER: Final = "abgelaufen"
SOURCES_GONE: Final = "nicht gezeigt: Eine Quelle fehlt, ist geändert oder gilt nicht"
RETIRE_ANSWER: Final = "Zurückziehen"
SAVE_UNTIL: Final = "Speichern"
EDIT: Final = "Bearbeiten"
REWORD: Final = "Wortlaut"
REWORD_HELP: Final = (
    "Markdown; [1] nennt die erste Quelle. Jeder Satz wird mit dem verglichen, was er nennt."
)
REWORD_CHECKED: Final = "So sehen es die Leser"
REWORD_UNKNOWN: Final = "[{marker}] nennt keine Quelle dieser Antwort; sie hat {sources}."
REWORD_UNCITED: Final = "Nennen Sie im Wortlaut eine Quelle, etwa [1]."
LIKED_MARK: Final = "gut bewertet · "

NO_RUNS: Final = "Noch keine Auswertung"
NO_RUNS_BELOW: Final = (
    "Führen Sie eine aus mit citewell eval retrieval FOLDER; sie wird aufbewahrt und hier gezeigt."
)
RUNS_BELOW: Final = (
    "Die neuesten Läufe von citewell eval; Mittelwert, darunter sein 95-%-Intervall."
)
UNREADABLE_RUNS: Final = "{count} Dateien im Ordner der Läufe können nicht gelesen werden: {names}"
RUN, QUESTIONS, MEASURE = "Lauf", "Fragen", "Maß"
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
QUESTION_CHOICE: Final = "Frage"


def questions(number: int) -> str:
    """Return "1 Frage", "4 Fragen"."""
    return f"{plain_number(number)} {'Frage' if number == 1 else 'Fragen'}"
