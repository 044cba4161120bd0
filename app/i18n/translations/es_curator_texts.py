"""The curators' texts in Spanish; their English stands in `app/i18n/curator_texts.py`."""

from __future__ import annotations

from typing import Final

from app.i18n import languages

CHAT_PAGE: Final = "Chat"
KNOWLEDGE_PAGE: Final = "Conocimiento"
QUALITY_PAGE: Final = "Calidad"

KNOWLEDGE_BASE: Final = "Base de conocimiento"
DOCUMENTS: Final = "Documentos"
ADD: Final = "Añadir"
TRY: Final = "Probar una búsqueda"
GLOSSARY: Final = "Glosario"
GLOSSARY_BELOW: Final = (
    "Palabras que significan lo mismo. Si una pregunta contiene una, también se buscan las demás. "
    "Lo que define un documento solo vale para sus lectores. Las definiciones largas se muestran, "
    "pero no se buscan."
)
FIND_TERM_HINT: Final = "Palabra o documento"
NO_TERMS: Final = "Aún no hay términos."
TERMS_SHOWN: Final = "{shown} de {all} términos"
NEW_TERM: Final = "Lo que se dice => cómo lo llaman los documentos"
NEW_TERM_HINT: Final = "me echaron => despido"
TERM_FOR: Final = "Para lectores de"
TERM_FOR_ALL: Final = "Todos los documentos"
ADD_TERM: Final = "Añadir el término"
STRIKE_TERM: Final = "No usar"
RESTORE_TERM: Final = "Volver a usar"
TERM_STATES: Final = {
    "defined": "del documento",
    "added": "añadido al glosario",
    "struck": "no se usa",
}
TERM_UNREADABLE: Final = (
    "«{line}» no es un término. Escriba lo que se dice, => y cómo lo llaman los documentos; o "
    "PTO = tiempo libre pagado."
)
HISTORY: Final = "Historial"
SUMMARY: Final = "{documents} · {passages} · estado {generation}"
NO_WORKER: Final = (
    "No hay ningún worker en marcha, así que no se hará nada de lo que pida aquí. Pida a "
    "su administrador que inicie uno."
)
EMPTY: Final = "Todavía no hay documentos"
EMPTY_BELOW: Final = "Suelte archivos en «Añadir»; se comprueban antes de que cambie nada."

FIND_DOCUMENTS: Final = "Buscar"
FIND_HINT: Final = "Título, identificador, archivo, responsable o grupo"
STATES: Final = "Estado"
DOCUMENT_STATES: Final = {
    "in force": "vigente",
    "not yet": "todavía no",
    "ended": "terminado",
    "never": "nunca",
}
NONE_FIT: Final = "Ningún documento coincide. Quite un filtro."
SHOWN: Final = "{shown} de {all} documentos"
CHOOSE: Final = "Elija un documento para ver sus pasajes o cambiarlo."
UPLOADED: Final = "Subido aquí"

FIRST_BELOW: Final = (
    "Suelte documentos abajo para crear una; se comprueban antes de que cambie nada."
)
ANSWERS: Final = "El estado {generation} está ahora activo."

LOOK: Final = "Pasajes"
NEW_VERSION: Final = "Nueva versión"
RETIRE: Final = "Retirar"
DELETE: Final = "Eliminar"
HIDDEN: Final = "Oculto por edición"
CORRECTED: Final = "Corregido por edición; el archivo dice: {original}"
COMMANDS_MODELS: Final = "Parece contener instrucciones para un modelo de lenguaje"
HIDE: Final = "Ocultar"
CORRECT: Final = "Corregir"
CORRECT_TO: Final = "Palabras que mostrar y buscar en su lugar"
SAVE: Final = "Guardar"
NEW_VERSION_BELOW: Final = (
    "Suba la nueva versión en «Añadir». Recibirá el identificador de este documento; cuando "
    "entre en vigor, esta versión terminará por sí sola."
)
NEW_VERSION_GO: Final = "Subir una nueva versión"
LAST_DAY: Final = "Último día de vigencia"
RETIRE_BELOW: Final = (
    "Las preguntas sobre fechas posteriores ya no encontrarán el documento; las "
    "preguntas sobre fechas anteriores, sí."
)
RETIRE_GO: Final = "Retirarlo"
DELETE_BELOW: Final = (
    "Quita de inmediato todas las versiones de las respuestas y lo demuestra buscando "
    "las palabras del documento. Los estados anteriores lo conservan hasta que se "
    "eliminan; al volver atrás se recupera."
)
DELETE_FOLDER: Final = (
    "Su archivo sigue en {root}: quítelo también de ahí, o la próxima ingesta lo traerá de vuelta."
)
PURGE: Final = (
    "Purgar en su lugar: borrarlo de todos los estados, cachés, originales y "
    "conversaciones. No se puede deshacer."
)
TYPE_KEY: Final = "Para confirmar, escriba su identificador: {key}"
DELETE_GO: Final = "Eliminarlo"
PURGE_GO: Final = "Purgarlo definitivamente"

SURE: Final = "¿Está seguro?"
UNDO: Final = "Deshacer"
CAN_UNDO: Final = "Esto se puede deshacer."
CANT_UNDO: Final = "Esto no se puede deshacer."
CANT_UNDO_ALONE: Final = "Un administrador puede deshacerlo volviendo atrás."
REACHES_PASSAGES: Final = "Ya no se encontrarán {passages}."
REACHES_VERSIONS: Final = "Afecta a las {count} versiones."
REACHES_APPROVED: Final = "Respuestas aprobadas que lo citan: {count}."
REACHES_ANSWERS: Final = "Se cita en {answers} respuestas, en {conversations} conversaciones."
RETIRE_ASK: Final = "Retirar…"
DELETE_ASK: Final = "Eliminar…"
PURGE_ASK: Final = "Purgar…"
RETIRES: Final = "«{title}» deja de responder después del {day}."
DELETES: Final = "«{title}» desaparece de las respuestas."
EARLIER_GENERATION: Final = "Estado anterior"
ROLL_BACK_ASK: Final = "Volver al estado {number}…"
ROLLS_BACK: Final = "Vuelve a responder lo que se publicó el {day}."
ROLLS_BACK_TO: Final = "Son {documents} y {passages}, en lugar de {now_documents} y {now_passages}."
FACETS_ODD: Final = (
    "No se entiende «{part}». Escriba nombre=valor, como plan=silver, cada nombre una vez."
)

DROP: Final = "Archivos"
DROP_HELP: Final = "PDF, Word, PowerPoint, Excel, HTML, Markdown, texto, correo y más."
DOCUMENT_KEY: Final = "Identificador del documento"
DOCUMENT_KEY_HELP: Final = (
    "Identifica el documento en todas sus versiones. Si se deja vacío: el que "
    "indique el archivo o, si no, su nombre."
)
FACETS_HELP: Final = "Por ejemplo plan=silver, state=NY. Vacío: para todos."
GROUPS_HELP: Final = "Grupos que pueden encontrarlo, separados por comas. Vacío: {default}."
STATED: Final = (
    "Lo que indique aquí vale para todos los archivos de arriba; el resto se toma de los "
    "datos de cada archivo."
)
ONE_KEY: Final = "Un identificador es de un solo documento: elija un archivo o déjelo vacío."
CHECK: Final = "Comprobar primero"
CHECKING: Final = "Nada cambia mientras se comprueban los archivos."
ADD_THEM: Final = "Añadirlos"
DISCARD: Final = "Descartar"
DONE_ADDING: Final = "Añadir más"
CANCEL: Final = "Cancelar"
NOTHING_TO_ADD: Final = "Ninguno de estos archivos se puede añadir; los motivos aparecen arriba."
WOULD: Final = {
    "added": "se añadiría",
    "changed": "reemplazaría al existente",
    "removed": "se quitaría",
    "failed": "no se puede leer",
    "skipped": "se omitiría",
}
DID: Final = {
    "added": "añadido",
    "changed": "cambiado",
    "removed": "quitado",
    "failed": "no se pudo leer",
    "skipped": "omitido",
    "unchanged": "sin cambios",
}
PLAN_COST: Final = "{passages}, de ellos {fresh} por procesar{seconds}"
PLAN_SECONDS: Final = ", unos {seconds} s"

WAITING: Final = "Esperando al worker…"
AT_WORK: Final = "{read} de {all} archivos leídos, {embedded} de {met} pasajes vectorizados"
RATE: Final = "{rate} pasajes por segundo"
LEFT: Final = "quedan unos {seconds} s"
READING_NOW: Final = "Leyendo {name}"
JOB_STATES: Final = {
    "waiting": "en espera",
    "running": "en marcha",
    "done": "terminado",
    "failed": "fallido",
    "cancelled": "cancelado",
}
JOB_KINDS: Final = {
    "ingest": "Añadir documentos",
    "dry-run": "Comprobar archivos",
    "delete": "Eliminar",
    "retire": "Retirar",
    "curate": "Ocultar o corregir",
    "rollback": "Volver atrás",
    "verify": "Verificar",
}
CANCELLED: Final = "Cancelado. No se cambió nada."
DELETED: Final = "Eliminado. {searches} búsquedas de sus propias palabras no lo encontraron."
PURGED: Final = (
    "Purgado. Se buscaron sus palabras en {files} archivos con {bytes} bytes: no apareció ninguna."
)
RETIRED: Final = "Hecho. El estado {generation} está ahora activo."
VERIFIED: Final = "Comprobado: {passages}, {documents}; no se encontraron fallos."
FAULTS: Final = "{count} fallos encontrados:"

GENERATIONS: Final = "Estados"
GENERATIONS_BELOW: Final = "Cada cambio crea uno nuevo; puede volver a los últimos."
LIVE: Final = "activo"
ROLL_BACK_TO: Final = "Volver al estado {number}"
VERIFY: Final = "Verificar todos los pasajes"
JOBS: Final = "Actividad reciente"
NO_JOBS: Final = "Todavía nada."
NUMBER, PUBLISHED, WHEN, WHAT, WHO = "Número", "Publicada", "Cuándo", "Qué", "Quién"

QUESTION: Final = "Pregunta"
SAID_BEFORE: Final = "Preguntas anteriores, una por línea"
AS_OF: Final = "A fecha de"
SEARCH: Final = "Buscar"
WAY: Final = ("Ajuste A", "Ajuste B")
REWRITING: Final = "Preguntas de seguimiento"
REWRITING_SET: Final = "según los ajustes"
LEGS: Final = "Buscar por"
LEG_NAMES: Final = {
    "both": "significado y palabras",
    "dense": "solo significado",
    "sparse": "solo palabras",
}
RERANK: Final = "Reordenar"
FOUND_NOTHING: Final = "No se encontró nada."
ONLY_HERE: Final = "solo aquí"
ALSO: Final = "puesto {rank} en el otro"
SEARCHED_FOR: Final = "Se buscó: {words}"
EVIDENCE: Final = "Pruebas {score} de 1: {verdict}. {milliseconds} ms"
ENOUGH: Final = "respondería"
NOT_ENOUGH: Final = "no respondería"


def plain_number(number: float) -> str:
    """Return "1234" and "12 345" (RAE: groups from five digits on); decimals only below ten."""
    grouped = abs(number) >= 10_000  # noqa: PLR2004 - five digits
    return languages.rounded(number).replace(",", "\u00a0" if grouped else "").replace(".", ",")


OPEN_QUESTIONS: Final = "Preguntas abiertas"
NO_OPEN_QUESTIONS: Final = "Sin preguntas abiertas"
NO_OPEN_QUESTIONS_BELOW: Final = (
    "Aquí esperan las preguntas enviadas a los responsables. La respuesta aparece en la "
    "conversación."
)
OPEN_QUESTIONS_BELOW: Final = "{questions} a la espera. Los datos personales están ocultos."
CONVERSATION_BEFORE: Final = "La conversación"
SEARCH_SOURCES: Final = "Buscar otras fuentes"
YOUR_ANSWER: Final = "Su respuesta"
YOUR_ANSWER_HELP: Final = (
    "Marque los pasajes que la respaldan y cítelos como [1], [2]. Sin fuentes se envía como nota."
)
ALSO_FOR_ALL: Final = "Responder así a todos los que pregunten esto"
SEND_ANSWER: Final = "Enviar la respuesta"
SEND_REPLY: Final = "Enviar como nota"
NOT_ANSWERED_WELL: Final = "Mal respondidas"
NOT_ANSWERED_WELL_BELOW: Final = (
    "Sin respuesta, con poco respaldo o mal valoradas en los últimos 30 días, y no enviadas a "
    "nadie."
)
ANSWER_THIS: Final = "Responder"
ANSWER_EMPTY: Final = "Escriba algo primero."
ANSWERED_MEANWHILE: Final = "Otra persona ya ha respondido a esta pregunta."
ANSWER_NOT_YOURS: Final = "(Esta respuesta cita documentos que usted no puede ver.)"

GAPS: Final = "Lagunas de conocimiento"
FEEDBACK: Final = "Valoraciones"
APPROVED: Final = "Respuestas aprobadas"
EVALUATIONS: Final = "Evaluaciones"

USE: Final = "Uso"
NO_USE: Final = "Todavía no hay preguntas"
NO_USE_BELOW: Final = "Cuando se hagan preguntas, aquí se verá cómo terminaron."
USE_BELOW: Final = "{questions}, {share} respondidas."
EDITED_SEARCHES: Final = "Búsquedas editadas"
APPROVED_USED: Final = "Respuestas aprobadas usadas"
MEDIAN_SECONDS: Final = "Segundos (mediana)"
TOP_DOCUMENTS: Final = "Documentos que más responden"
ANSWERS_COUNT: Final = "Respuestas"
CALLER_DETAILS: Final = "Datos de la llamada"
DETAIL: Final = "Dato"
OUTCOMES: Final = {
    "answered": "Respondidas",
    "nearest": "Lo más cercano",
    "asked back": "Repreguntadas",
    "small talk": "Charla",
    "refused": "Sin respuesta",
}
PERIOD: Final = "Preguntado en los últimos"
PERIODS: Final = {7: "7 días", 30: "30 días", 90: "90 días", 365: "12 meses"}
NO_GAPS: Final = "Sin lagunas"
NO_GAPS_BELOW: Final = (
    "Aquí se reúnen las preguntas que quedaron sin respuesta, con respaldo débil o con "
    "mala valoración; las parecidas se agrupan."
)
GAPS_BELOW: Final = (
    "{questions} sin respuesta, con respaldo débil o con mala valoración. Los datos personales "
    "están ocultos."
)
GAP_COUNT: Final = "preguntado {count}\u00d7"
LAST_ASKED: Final = "última vez el {day}"
WHYS: Final = {
    "refused": "sin respuesta",
    "weak": "respaldo débil",
    "rated down": "mala valoración",
}
NEAREST: Final = "Pasaje más cercano, en {title}"
NO_NEAREST: Final = "Ningún pasaje se acercó."
ALSO_ASKED: Final = "También se preguntó así"
COMMENTS: Final = "Comentarios"
EXPORT_CSV: Final = "Exportar como CSV"
EXPORT_MARKDOWN: Final = "Exportar como Markdown"
MORE_GAPS: Final = "Hay {count} más en la exportación."

NO_FEEDBACK: Final = "Todavía no hay valoraciones"
NO_FEEDBACK_BELOW: Final = "Aquí se ve, semana a semana, cómo se valoran las respuestas."
WEEK, ASKED, LIKED, DISLIKED = "Semana del", "Preguntas", "Bien", "Mal"
REASONS: Final = "Por qué se valoraron mal las respuestas"
REASON, COUNT = "Motivo", "Cantidad"
LATEST_COMMENTS: Final = "Últimas valoraciones"
RATING: Final = {"up": "bien", "down": "mal"}

PROMOTE: Final = "Aprobar una respuesta"
PROMOTE_BELOW: Final = (
    "Una respuesta aprobada sale primero siempre que se haga la misma pregunta, con el "
    "nombre de su responsable, mientras todas sus fuentes estén vigentes y quien "
    "pregunta pueda verlas."
)
CANDIDATES: Final = "Respuesta"
NO_CANDIDATES: Final = "No se respondió ninguna pregunta en este periodo."
APPROVE: Final = "Aprobar"
APPROVE_OWNER: Final = "Responsable"
APPROVE_UNTIL: Final = "Hasta"
APPROVED_DONE: Final = "Aprobada."
NO_APPROVED: Final = "Todavía no hay respuestas aprobadas"
NO_APPROVED_BELOW: Final = "Apruebe arriba una buena respuesta y saldrá primero la próxima vez."
EXPIRES: Final = "hasta el {day}"
FOR_GOOD: Final = "sin fecha de fin"
RETIRED_ANSWER: Final = "retirada"
EXPIRED_ANSWER: Final = "caducada"
SOURCES_GONE: Final = "no se muestra: una fuente falta, ha cambiado o no está vigente"
RETIRE_ANSWER: Final = "Retirar"
SAVE_UNTIL: Final = "Guardar"
EDIT: Final = "Editar"
REWORD: Final = "Texto"
REWORD_HELP: Final = (
    "Markdown; [1] es la primera fuente. Cada frase se compara con las fuentes que cita."
)
REWORD_CHECKED: Final = "Así lo verán los lectores"
REWORD_UNKNOWN: Final = "[{marker}] no es una fuente de esta respuesta; tiene {sources}."
REWORD_UNCITED: Final = "Cite al menos una fuente, por ejemplo [1]."
LIKED_MARK: Final = "bien valorada · "

NO_RUNS: Final = "Todavía no hay evaluaciones"
NO_RUNS_BELOW: Final = (
    "Cuando su administrador haga evaluar preguntas, los resultados se mostrarán aquí."
)
RUNS_BELOW: Final = "Las últimas evaluaciones: la media y, debajo, su intervalo del 95 %."
UNREADABLE_RUNS: Final = "No se pueden leer {count} archivos de la carpeta de ejecuciones: {names}"
RUN, QUESTIONS, MEASURE = "Ejecución", "Preguntas", "Medida"
ONE_RUN: Final = "Una ejecución por medida y etiqueta"
LABEL, MEAN = "Etiqueta", "Media"
COMPARE: Final = "Comparar dos ejecuciones"
BEFORE, AFTER, DIFFERENCE, INTERVAL = "Antes", "Después", "Diferencia", "Intervalo del 95 %"
BY_MEASURE: Final = "Preguntas por cambio de"
SAME_RUN: Final = "Elija dos ejecuciones distintas."
NONE_SHARED: Final = "Estas ejecuciones no comparten ninguna pregunta."
CLEAR: Final = "* el intervalo excluye el 0: más que azar."
CHANGED_MOST: Final = "Lo que más cambió"
UNCHANGED: Final = "Según esta medida no cambió ninguna pregunta."
RELEVANT: Final = "relevante"
FIRST_RELEVANT: Final = "el primero relevante en el puesto {rank}"
NOT_FOUND: Final = "ningún pasaje relevante entre {count}"
RANKING: Final = "Resultados lado a lado"


def questions(number: int) -> str:
    """Return "1 pregunta", "4 preguntas"."""
    return f"{plain_number(number)} {'pregunta' if number == 1 else 'preguntas'}"


# People, for admins
PEOPLE_PAGE: Final = "Personas"
ACCOUNTS: Final = "Cuentas"
AUDIT: Final = "Registro"
PERSON: Final = "Persona"
ROLE: Final = "Rol"
SESSIONS: Final = "Sesiones"
LAST_SEEN: Final = "Última actividad"
LOCKED: Final = "bloqueada tras demasiadas contraseñas incorrectas"
NO_GROUP: Final = "sin grupo: no encuentra nada"
NO_ACCOUNTS: Final = "Nadie tiene cuenta todavía"
NO_ACCOUNTS_BELOW: Final = "Añada abajo a la primera persona."
SIGNED_IN_ELSEWHERE: Final = (
    "Las personas inician sesión fuera de Citewell; de allí vienen sus roles y grupos."
)
CHANGE_PERSON: Final = "Cambiar una persona"
CHOOSE_PERSON: Final = "Elija una persona"
ADD_PERSON: Final = "Añadir una persona"
SIGN_IN_NAME: Final = "Nombre para iniciar sesión"
NEW_PASSWORD: Final = "Contraseña nueva"
PASSWORD_HELP: Final = "12 caracteres o más; varias palabras son fáciles de recordar."
SET_PASSWORD: Final = "Cambiar la contraseña"
END_SESSIONS: Final = "Cerrar todas sus sesiones"
PERSON_GROUPS_HELP: Final = (
    "Separados por comas. Cada quien encuentra solo los documentos de sus grupos."
)
REMOVE_PERSON: Final = "Quitar"
REMOVE_PERSON_ASK: Final = "Quitar…"
REMOVES_PERSON: Final = "{name} ya no podrá iniciar sesión; terminan {sessions} sesiones abiertas."
REMOVE_CONVERSATIONS: Final = "Eliminar también sus conversaciones ({count})"
DELETES_CONVERSATIONS: Final = "Se eliminan {count} conversaciones."
KEEPS_CONVERSATIONS: Final = "Se conservan {count} conversaciones; nadie podrá abrirlas."
AUDIT_PERIOD: Final = "En los últimos"
ACTION: Final = "Acción"
ANYBODY: Final = "Cualquiera"
ANYTHING: Final = "Cualquiera"
NO_EVENTS: Final = "No hay nada registrado"
NO_EVENTS_BELOW: Final = "Elija un período más largo o quite un filtro."
LATEST_EVENTS: Final = "Son los últimos {count}. El CSV los tiene todos."
ACTIONS: Final = {
    "signed in": "inició sesión",
    "sign-in failed": "falló el inicio de sesión",
    "signed out": "cerró sesión",
    "asked": "preguntó",
    "saw sources": "vio fuentes",
    "rated": "valoró",
    "sent to the lead": "envió al responsable",
    "answered an open question": "respondió a una pregunta abierta",
    "opened an original": "abrió un original",
    "downloaded an original": "descargó un original",
    "tried a search": "probó una búsqueda",
    "exported": "exportó",
    "deleted a conversation": "eliminó una conversación",
    "uploaded": "subió",
    "deleted a document": "eliminó un documento",
    "purged a document": "purgó un documento",
    "curated": "editó",
    "verified": "verificó",
    "cancelled a job": "canceló una tarea",
    "approved an answer": "aprobó una respuesta",
    "changed a person": "cambió una persona",
    "called the API": "llamó a la API",
}
