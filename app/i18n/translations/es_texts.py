"""The chat's texts in Spanish; their English stands in `app/i18n/texts.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

ABOUT: Final = (
    "**Citewell** responde a partir de sus propios documentos y muestra la fuente de cada frase. "
    "Código abierto, Apache-2.0."
)

# First screen
WELCOME: Final = "¿Qué desea saber?"
WELCOME_BELOW: Final = (
    "Pregunte con sus propias palabras. Las respuestas salen únicamente de los documentos de "
    "«{kb}», con la fuente de cada frase."
)
SAMPLE_QUESTIONS: Final = "Por ejemplo"
TRIES: Final = "O pruebe"
TRY: Final = {
    "follow-up": ("una pregunta de seguimiento", ":material/forum:"),
    "another day": ("la respuesta al {day}", ":material/event:"),
    "refusal": ("una pregunta sin respuesta", ":material/do_not_disturb_on:"),
}
GUIDE: Final = "Cómo leer una respuesta"
GUIDE_MARKER: Final = "abre el pasaje que respalda la frase, con las palabras marcadas."
GUIDE_SUPPORT: Final = (
    "indican si las fuentes respaldan una frase por completo, en parte o en nada."
)
GUIDE_DAY: Final = (
    "es la fecha para la que vale la respuesta. Para otra fecha, menciónela en su "
    "pregunta o fije una fecha del servicio en los datos de la llamada."
)
GUIDE_REFUSED: Final = "aparece en lugar de una suposición, junto con los documentos más cercanos."
INPUT: Final = "Haga una pregunta"
INPUT_FOLLOW_UP: Final = "Siga preguntando"

# Sidebar
LANGUAGE: Final = "Idioma"
NEW_CONVERSATION: Final = "Nueva conversación"
KNOWLEDGE_BASE: Final = "Base de conocimiento"
AS_OF: Final = "Responder a fecha de"
CONVERSATIONS: Final = "Conversaciones anteriores"
NO_CONVERSATIONS: Final = "Todavía ninguna."

# While answering
OPENING: Final = "Abriendo la base de conocimiento…"
SEARCHING: Final = "Buscando en los documentos…"
READING: Final = "Leyendo {passages} de {documents}…"
STOP: Final = "Detener"
STOPPED: Final = "Detenida. Se conserva lo escrito hasta ahora, pero no se ha comprobado."
STOPPED_EMPTY: Final = "Detenida antes de que se escribiera una respuesta."
STORE_AWAY: Final = (
    "Los documentos no están disponibles en este momento. La conversación se conserva. "
    "En cuanto vuelvan a estarlo, esta página lo detectará y podrá seguir preguntando."
)
INTERRUPTED: Final = (
    "Esta respuesta se interrumpió. Se conserva lo escrito hasta ahora; vuelva a preguntar para "
    "obtener el resto."
)

# Below an answer
MEANING: Final = "Qué significa"
EXTRACTIVE: Final = "Cita textual"
EXTRACTIVE_MEANS: Final = (
    "Cita textual: son frases de los propios documentos; ningún modelo de lenguaje las escribió."
)
SUPPORT_MEANS: Final = (
    "Respaldada: cada frase se comparó con los pasajes que cita. Sus palabras, cifras, nombres y "
    "cada «no» deben coincidir."
)
AS_OF_MEANS: Final = (
    "Fecha: solo se buscó en documentos vigentes ese día. Puede mencionar otro en la "
    "pregunta o fijar la fecha del servicio en los datos de la llamada, que tiene "
    "prioridad."
)
APPROVED_MEANS: Final = (
    "Aprobada: alguien de su organización responde por esta respuesta hasta el día "
    "indicado, y sus fuentes no han cambiado."
)
EDITED_MEANS: Final = "Cambiada a mano: alguien editó la búsqueda o excluyó pasajes de ella."
APPROVED_CHIP: Final = "Aprobada por {owner}, {day}"
APPROVED_UNTIL_CHIP: Final = "Aprobada por {owner}, {day}, hasta el {until}"
AS_OF_CHIP: Final = "A fecha de {day}"
SOURCES: Final = "Fuentes"
SOURCE: Final = "Fuente {marker}"
OPEN_SOURCE: Final = "Abrir la fuente {marker}: {title}"
ALSO_FOUND: Final = "También cerca de su pregunta"
NEAREST: Final = "Documentos más cercanos"
REFUSED: Final = "No está en los documentos"
REFUSED_BELOW: Final = (
    "Los documentos no responden a esto. Pruebe con otras palabras o consulte los documentos más "
    "cercanos."
)
REFUSED_EMPTY: Final = "Los documentos no responden a esto. Pruebe con otras palabras."
NONE_IN_FORCE: Final = "De los documentos que puede consultar, ninguno estaba vigente el {day}."
NONE_IN_FORCE_FITS: Final = (
    "De los documentos que corresponden a los datos de la llamada, ninguno estaba vigente el {day}."
)
SUPPORT: Final = {"weak": "respaldo débil", "unsupported": "sin respaldo"}
SUPPORT_REASON: Final = {
    "weak": "El pasaje citado respalda esta frase solo en parte. Lea la fuente.",
    "unsupported": "Ningún pasaje citado respalda esta frase. No se fíe de ella.",
}
SUPPORT_SUMMARY: Final = "◐ {supported} de {all} frases respaldadas por su fuente"
SUPPORT_NONE: Final = "○ Ninguna frase está respaldada por su fuente"
NEAREST_ONLY: Final = "Lo más cercano, no es una respuesta"
MATCH_GOOD: Final = "Buena coincidencia"
MATCH_FAIR: Final = "Coincidencia media"
MATCH_POOR: Final = "Coincidencia débil: lea el pasaje"
MATCH_MEANS: Final = (
    "Coincidencia: cuánta seguridad tiene la búsqueda de que estos pasajes responden la "
    "pregunta. Si es débil, abra la fuente antes de confiar en ella."
)
SUPPORT_ALL: Final = "✓ Todas las frases respaldadas por su fuente ({all} de {all})"
REASON_NO_MARKER: Final = "No cita ningún pasaje."
REASON_MISSING: Final = "No está en el pasaje citado: {missing}."
REASON_ASKED_DATE: Final = "Su fecha viene de la pregunta o se le añadió el año: compruébela."
REASON_COUNTS: Final = "El pasaje citado usa una unidad distinta de {counts}."
REASON_FEW_WORDS: Final = "Casi ninguna de sus palabras aparece en el pasaje citado."
REASON_SOME_WORDS: Final = "Algunas de sus palabras no aparecen en el pasaje citado."
REASON_SAYS: Final = "Las palabras citadas dicen {others}."
REASON_MISPLACED: Final = "La tabla tiene {others} en otra fila o columna."
REASON_NAMES: Final = "Las palabras citadas nombran {others}."
REASON_NOT: Final = "La frase y las palabras citadas difieren en un «no»."
REASON_MUST: Final = (
    "La frase y las palabras citadas difieren en un «debe», un «puede» o un «salvo que»."
)
REASON_OTHER_LANGUAGE: Final = (
    "Está en un idioma distinto del que usa el pasaje citado: solo se compararon cifras y códigos."
)
REASON_ADDRESS: Final = "Es una dirección, no una afirmación."
REASON_CUT: Final = "Aquí se cortó la respuesta: puede faltar una excepción."
REASON_REQUEST: Final = "El documento no lo afirma, sino que pide que se escriba."
REASON_UNASKED_CONTACT: Final = (
    "Remite a un número, un enlace o una dirección por los que no se preguntó."
)
REASON_NOT_ENTAILED: Final = "El modelo de inferencia (NLI) no la encuentra en el pasaje citado."
REASON_CONTRADICTED: Final = (
    "El modelo de inferencia (NLI) encuentra lo contrario en el pasaje citado."
)
REASON_JUDGED_PARTLY: Final = "El modelo evaluador solo encuentra una parte en el pasaje citado."
REASON_JUDGED_NOT: Final = "El modelo evaluador no la encuentra en el pasaje citado."
NOT_SUPPORTED_ENOUGH: Final = "La respuesta escrita no estaba suficientemente respaldada."
NO_ANSWER: Final = {
    "complete": "El modelo de lenguaje devolvió una respuesta vacía.",
    "limit": "El modelo de lenguaje llegó a su límite sin escribir una respuesta: quizá pensó "
    "demasiado. Aumente CITEWELL_LLM_MAX_ANSWER_TOKENS.",
    "filtered": "El filtro de contenido detuvo al modelo de lenguaje antes de que respondiera.",
    "broken_off": "El modelo de lenguaje se detuvo antes de escribir una respuesta.",
    "uncited": "La respuesta del modelo de lenguaje no citó ningún pasaje.",
    "repeating": "El modelo de lenguaje se repitió y fue detenido.",
    "echoing": "El modelo de lenguaje repitió sus instrucciones y fue detenido.",
}
RESTING: Final = (
    "Las últimas respuestas del modelo de lenguaje no citaron ninguna fuente o no servían, así que "
    "por ahora no se le pregunta; se volverá a intentar en {minutes} min."
)
ANSWER_ENDED: Final = {
    "limit": "La respuesta se cortó al llegar a su límite (CITEWELL_LLM_MAX_ANSWER_TOKENS): puede "
    "faltar algo al final.",
    "filtered": "El filtro de contenido del modelo detuvo la respuesta: puede faltar algo.",
    "broken_off": "La respuesta terminó antes de tiempo y puede estar incompleta.",
    "uncited": "El modelo siguió sin citar fuentes y se detuvo ahí.",
}
QUOTED_INSTEAD: Final = "En su lugar se citan los documentos."
REFUSAL: Final = "Eso no está en los documentos."
REFUSAL_NEAREST: Final = "Los documentos más cercanos son:"
MANNERS: Final = {
    "greeting": "Hola. ¿Qué puedo buscarle?",
    "how are you": "Bien, gracias. ¿Qué puedo buscarle?",
    "thanks": "De nada.",
    "goodbye": "Adiós.",
    "ok": "De acuerdo. ¿Necesita algo más?",
    "sorry": "No hay problema.",
    "that is no help": (
        "Lo siento. Pregunte con otras palabras o indique el formulario, el código o la fecha a "
        "que se refiere, y vuelvo a buscar."
    ),
    "who are you": (
        "Busco en estos documentos y muestro la fuente de cada frase. Pregunte con sus propias "
        "palabras."
    ),
    "chat": "Solo puedo ayudar con lo que está en los documentos. ¿Qué busco?",
    "nothing asked": "No veo ninguna pregunta. ¿Qué desea saber?",
}
PART_MISSING: Final = "No está en los documentos: «{part}»."
TIME_UNREAD: Final = "«{words}» no se entendió como fecha; la respuesta vale para el {day}."
SEE_FROM: Final = "A fecha de {day}"
ASKED_FROM: Final = "{question}, al {day}?"
NOTHING_YET: Final = "Todavía no hay ninguna respuesta a la que volver. ¿Qué desea saber?"
ANSWER_WAS_REFUSED: Final = "No encontré nada que lo responda: no está en los documentos."
ANSWER_RESTS_ON: Final = "La respuesta se basa en esta frase: «{sentence}»"
ANSWER_RESTS_WEAKLY: Final = (
    "No del todo: la fuente la respalda solo en parte. La frase más cercana es: «{sentence}»"
)
ANSWER_WAS_NEAREST: Final = "No. Era solo la frase más cercana, no una respuesta: «{sentence}»"
ANSWER_MEANS: Final = "Con las palabras del documento: «{sentence}»"
ANSWER_WAS: Final = "La última respuesta fue: «{sentence}»"
NEAREST_TOLD: Final = "Los documentos no dicen esto."
NEAREST_SHOWN: Final = "Esto es lo más cercano, pero no es una respuesta:"
OFF_TOPIC: Final = "Solo respondo a partir de estos documentos, y no tratan de esto."
ASK_BACK: Final = "¿A qué se refiere? Elija una opción o dígalo con más palabras."
NOTICE_LABEL: Final = {
    "day": "Otra fecha",
    "conflict": "Las fuentes se contradicen",
    "ends": "Cambia pronto",
    "changed": "Ha cambiado desde entonces",
    "depends": "Depende",
}
NOTICE_CHANGES: Final = "«{title}» cambia: una versión más reciente entra en vigor el {day}."
NOTICE_ENDS: Final = "«{title}» está vigente solo hasta el {day}."
NOTICE_CHANGED: Final = "«{title}» ha cambiado: una versión más reciente rige desde el {day}."
NOTICE_ENDED: Final = "«{title}» estuvo vigente solo hasta el {day}."
NOTICE_CONFLICT: Final = (
    "Los documentos se contradicen: «{title}» dice {here}, «{other}» dice {there}."
)
NOTICE_DEPENDS: Final = (
    "Depende de «{facet}»: {values}. Indique uno para obtener una respuesta más precisa."
)
NOTICE_CHOICE: Final = "Depende: {values}. Indique una opción para una respuesta más precisa."
DAY_TAKEN: Final = "Respondido a fecha de {day}, porque la pregunta menciona «{words}»."
DAY_KEPT: Final = "Respondido a fecha de {day}, porque una pregunta anterior menciona «{words}»."
DAY_LEFT: Final = (
    "Respondido a fecha de {day}; la pregunta anterior se respondió a fecha de {named}."
)
DAY_SET: Final = (
    "Respondido a fecha de {day}, el día fijado, aunque la pregunta menciona «{words}» ({named})."
)
DAY_TODAY: Final = "Respondido a fecha de {day}, aunque la pregunta menciona «{words}» ({named})."
DAY_INSTEAD: Final = "Responder en su lugar a fecha de {day}"
HIDDEN: Final = "Oculto para el modelo de lenguaje: {counted}."
HIDDEN_KINDS: Final = {
    "EMAIL": "dirección de correo",
    "SSN": "número de seguridad social",
    "MRN": "número de historia clínica",
    "MEMBER": "número de miembro o póliza",
    "CLAIM": "número de reclamación",
    "DOB": "fecha de nacimiento",
    "PHONE": "número de teléfono",
    "ADDRESS": "dirección postal",
    "CARD": "número de tarjeta",
    "IBAN": "cuenta bancaria",
    "TAX": "número fiscal",
    "IDCARD": "número de documento de identidad",
    "PERSON": "nombre de persona",
}
COMPARED: Final = "Se compararon las reglas vigentes el {before} y el {after}, en {documents}."
COMPARED_SAME: Final = (
    "Los documentos encontrados tienen las mismas reglas el {before} y el {after}."
)
COMPARED_MORE: Final = "No se muestran {count} cambios más."
CHANGED_BEFORE: Final = "Antes"
CHANGED_AFTER: Final = "Después"
CHANGED_DROPPED: Final = "suprimido"
CHANGED_NEW: Final = "nuevo"
CHANGED_VERSION: Final = "Versión {version}"

# What was searched for
SEARCHED: Final = "Qué se buscó"
SEARCH_TEXT: Final = "Texto buscado"
SEARCH_WAY: Final = "Cómo"
SEARCH_FOUND: Final = "Pasajes encontrados"
LEG_KIND: Final = {"dense": "por significado", "sparse": "por palabras"}
PASSAGES_FOUND: Final = "Mejores pasajes"
TIMES: Final = "Tiempo por paso"
FILTERS: Final = "Limitado a"
FILTER_AS_OF: Final = "documentos vigentes el {day}"
FILTER_AS_NAMED: Final = "documentos vigentes el {day} («{words}» en la pregunta)"
FILTER_ALL_VERSIONS: Final = "todas las versiones"
FILTER_KNOWLEDGE_BASE: Final = "base de conocimiento «{kb}»"
FILTER_WITHOUT: Final = "sin {passages}"
RANK: Final = "Puesto"
EDIT_SEARCH: Final = "Cambiar esta búsqueda"
EDIT_TEXTS: Final = "Buscar"
EDIT_TEXTS_HELP: Final = "Cada línea se busca por separado y los resultados se combinan."
ADDED_WORDS: Final = "También se buscó"
ADDED_WORD: Final = "{term} (por «{said}», {origin})"
ADDED_BY: Final = {
    "everyday": "palabra corriente",
    "file": "archivo de glosario",
    "document": "según un documento",
    "curator": "añadido al glosario",
}
EDIT_PASSAGES: Final = "Pasajes con los que responder"
EDIT_ANY: Final = "cualquiera"
ANSWER_AGAIN: Final = "Responder con esta búsqueda"
EDITED_CHIP: Final = "Búsqueda modificada a mano"
STEP_NAMES: Final = {
    "rewrite": "Comprender la pregunta",
    "embed": "Vectorizar",
    "search": "Buscar",
    "rerank": "Reordenar",
    "gate": "Valorar las pruebas",
    "weigh": "Valorar las pruebas",
    "write": "Escribir la respuesta",
    "first_token": "Hasta la primera palabra",
    "generate": "Escribir la respuesta",
    "check": "Comprobar cada frase",
    "total": "En total",
}

# Source panel
CLOSE: Final = "Cerrar"
PASSAGE: Final = "Pasaje"
PAGE_SHORT: Final = "pág. {page}"
PAGES_SHORT: Final = "págs. {first}\u2013{last}"
VERSION_SHORT: Final = "versión {version}"
FROM_DAY: Final = "desde el {first}"
UNTIL_DAY: Final = "hasta el {last}"
FROM_UNTIL: Final = "del {first} al {last}"
WHY_SOURCE: Final = "Por qué esta fuente"
WHY_RANK: Final = "Puesto {rank} entre los pasajes encontrados {way} para «{text}»"
WHY_NO_RANK: Final = "No está entre los pasajes encontrados {way} para «{text}»"
WHY_FUSED: Final = "Puesto {rank} en el conjunto"
WHY_NEIGHBOUR: Final = "Está junto a un pasaje encontrado."
HIGHLIGHT: Final = "Las palabras marcadas respaldan la respuesta."
WHY_RERANKED: Final = (
    "El reordenador le dio {score} de 100 y lo llevó del puesto {before} al puesto {rank}"
)
OPEN_ORIGINAL: Final = "Abrir el original en la web"
DOWNLOAD_ORIGINAL: Final = "Descargar el documento"
READ_BEFORE: Final = "Antes de esto"
READ_AFTER: Final = "Después de esto"
SOURCE_CHANGED: Final = "El documento ha cambiado desde esta respuesta; este era su texto entonces."
PAGE_OF: Final = "Página {page} de {pages}"
PAGE_ALT: Final = "Imagen de la página {page} de «{title}»"
PAGE_MARKED: Final = "Las palabras subrayadas respaldan la respuesta."
PAGE_UNMARKED: Final = (
    "Las palabras citadas no se encontraron en esta página, por eso no hay nada marcado."
)
PAGE_IS_SCAN: Final = "Esta página es una imagen sin texto, por eso no se puede marcar nada."
NEXT_PAGE: Final = "Página siguiente"
PREVIOUS_PAGE: Final = "Página anterior"
ENLARGE_PAGE: Final = "Ampliar"

# The conversation list
SEARCH_CONVERSATIONS: Final = "Buscar conversaciones"
NOTHING_FOUND: Final = "Ninguna conversación contiene estas palabras."
PINNED: Final = "Fijadas"
TODAY: Final = "Hoy"
YESTERDAY: Final = "Ayer"
LAST_DAYS: Final = "Últimos 7 días"
LAST_WEEKS: Final = "Últimos 30 días"
MORE_FOR: Final = "Más opciones para «{title}»"
PIN: Final = "Fijar"
UNPIN: Final = "Dejar de fijar"
RENAME: Final = "Cambiar el nombre"
DELETE: Final = "Eliminar"
DELETE_ASK: Final = "¿Eliminar esta conversación definitivamente?"
KEEP: Final = "Conservar"
SAVE: Final = "Guardar"
CANCEL: Final = "Cancelar"
NEW_TITLE: Final = "Título nuevo"
UNTITLED: Final = "Nueva conversación"

# What can be done with an answer
ACTIONS: Final = "Qué hacer con esta respuesta"
COPY: Final = "Copiar la respuesta"
COPIED: Final = "Copiado"
COPY_FAILED: Final = "El navegador no permitió copiar. Seleccione el texto y cópielo."
CARD: Final = "Ficha de respuesta: copiar una contestación"
CARD_CALLER: Final = "Para quien llama"
CARD_TICKET: Final = "Para el caso"
CARD_PREVIEW: Final = "Lo que se copió"
TRY_AGAIN: Final = "Intentar de nuevo"
REGENERATE: Final = "Responder de nuevo"
EDIT_QUESTION: Final = "Editar la pregunta"
EDITED_QUESTION: Final = "Su pregunta"
ASK_AGAIN: Final = "Preguntar"
GOOD_ANSWER: Final = "Buena respuesta"
BAD_ANSWER: Final = "Mala respuesta"
FEEDBACK_THANKS: Final = "Anotado. Gracias."
FEEDBACK_WHY: Final = "¿Qué está mal?"
FEEDBACK_COMMENT: Final = "¿Algo más? (opcional)"
FEEDBACK_SEND: Final = "Enviar"
FEEDBACK_REASONS: Final = {
    "wrong": "Incorrecta",
    "incomplete": "Falta algo",
    "outdated": "Desactualizada",
    "wrong plan": "Plan o producto equivocado",
    "wrong source": "Fuente equivocada",
    "unclear": "Difícil de entender",
    "should have answered": "Sí está en los documentos",
}
FOLLOW_UPS: Final = "También en estos documentos"
WHAT_ABOUT: Final = "¿Y qué hay de {heading}?"
CHOOSE: Final = "Elija una opción"
WITH_HISTORY: Final = "lo dicho antes, con menos peso"
WHICH: Final = "¿Qué valor de {name}?"

SEND_TO_LEAD: Final = "Enviar a mi responsable"
LEAD: Final = "el responsable"
LEAD_SEES: Final = "Su responsable verá esta conversación hasta aquí."
LEAD_NOTE: Final = "¿Qué debería saber su responsable? (opcional)"
LEAD_WAITS: Final = "Enviada a su responsable el {day}. La respuesta aparecerá aquí."
LEAD_REPLIED: Final = "Respondida por {person} el {day}"
LEAD_ANSWERED: Final = "Respuesta nueva"
APPROVE_ANSWER: Final = "Aprobar esta respuesta"
APPROVE_BELOW: Final = (
    "Quien haga esta pregunta recibirá primero esta respuesta, con su nombre, "
    "mientras sus fuentes estén vigentes."
)
APPROVE_QUESTION: Final = "Pregunta"
APPROVE_WORDING: Final = "Redacción"
APPROVE_HOLDS_UNTIL: Final = "Hasta"
APPROVED_TOAST: Final = "Aprobada. Puede cambiarla en Calidad."

# What is known about the caller
CALLER_ADD: Final = "Datos de la llamada"
CALLER_HELP: Final = "Se aplican a todas las búsquedas de esta conversación."
SERVICE_DATE: Final = "Fecha del servicio"
SERVICE_DATE_HELP: Final = (
    "Las respuestas salen de los documentos vigentes ese día. Si se deja vacío: hoy, o "
    "el día que menciona una pregunta."
)
SERVICE_DATE_CHIP: Final = "Fecha del servicio: {day}"
REMOVE: Final = "Quitar {chip}"
NOT_SET: Final = "Sin indicar"

# Answer cards and exported conversations
CARD_QUESTION: Final = "Pregunta: {question}"
CARD_CONTEXT: Final = "Respondida para: {context}"
CARD_AS_OF: Final = "a fecha de {day}"
CARD_VALID: Final = "Esto es válido: {context}."
CARD_QUOTED: Final = "Nuestros documentos dicen:"
CARD_REFUSED: Final = "Nuestros documentos no responden a esto."
CARD_SOURCE: Final = "Dónde lo dice:"
CARD_SOURCES: Final = "Fuentes"
CARD_NEAREST: Final = "Documentos más cercanos"
CARD_CHECK: Final = "Compruebe esto antes de fiarse"
CARD_IN_FORCE: Final = "vigente {days}"
CARD_WRITTEN_BY: Final = {
    "language model": "escrito por un modelo de lenguaje a partir de estas fuentes",
    "extractive": "citado de estas fuentes",
    "refusal": "ninguna fuente era suficiente",
    "person": "redactado por una persona a partir de estas fuentes",
    "assistant": "no hizo falta ningún documento",
}
CARD_FOOT: Final = "Citewell, {moment}; base de conocimiento {kb}; {written_by}."
EXPORT: Final = "Exportar"
EXPORT_HELP: Final = "Guardar esta conversación con sus fuentes"
EXPORT_AS: Final = {"md": "Markdown", "docx": "Documento de Word", "json": "JSON"}
EXPORTED_AT: Final = "Exportado {moment} de la base de conocimiento {kb}."
EXPORTED_QUESTION: Final = "Pregunta {number}"

# Signing in
SIGN_IN: Final = "Iniciar sesión"
SIGN_IN_BELOW: Final = "Use el nombre y la contraseña que le dio su administrador."
SIGN_IN_WITH_PROVIDER: Final = "Inicie sesión con la cuenta de su organización."
SIGN_IN_NAME: Final = "Nombre"
SIGN_IN_PASSWORD: Final = "Contraseña"
SIGN_IN_BOTH: Final = "Escriba su nombre y su contraseña."
SIGN_OUT: Final = "Cerrar sesión"
SIGNED_IN_AS: Final = "Sesión iniciada como {name} ({role})"
ROLES: Final = {"reader": "lectura", "curator": "edición", "admin": "administración"}
ADMINS_ONLY: Final = "Esta página es para administradores."
NOT_ONESELF: Final = "No puede quitarse su propio rol ni su cuenta. Pídalo a otro administrador."
CURATORS_ONLY: Final = "Esto requiere el rol de edición, que usted no tiene (o ya no tiene)."
NOT_YOURS_TO_SEE: Final = "Este documento ya no existe, o usted no puede verlo."
NOT_ALL_YOURS: Final = (
    "Esto afecta a toda la base de conocimiento, y usted no puede verla entera. Puede "
    "hacerlo un administrador."
)
TOO_MANY_FROM_HERE: Final = (
    "Han fallado demasiados inicios de sesión desde su red. Inténtelo de nuevo en "
    "{minutes} minutos."
)
SESSION_ENDED: Final = "Su sesión ha terminado. Vuelva a iniciar sesión."
SESSION_ENDED_RELOAD: Final = "Su sesión ha terminado. Recargue la página para continuar."
WRONG_PASSWORD: Final = (
    "El nombre o la contraseña no son correctos, o la cuenta está bloqueada durante {minutes} "
    "minutos tras {failures} contraseñas incorrectas. Un administrador puede establecer una nueva."
)
NOT_THROUGH_THE_PROXY: Final = (
    "Aquí no puede iniciar sesión: a esta página solo se llega a través del proxy de acceso de su "
    "organización. Use su dirección."
)
PROXY_NAMES_NOBODY: Final = (
    "El proxy de acceso no indicó quién es usted (cabecera {header}). Avise a su administrador."
)
CLAIMS_NAME_NOBODY: Final = (
    "El inicio de sesión de su organización no indicó quién es usted (claim {claim}). Avise a su "
    "administrador."
)
EMAIL_NOT_VERIFIED: Final = (
    "El inicio de sesión de su organización no ha verificado su correo electrónico. Avise a su "
    "administrador."
)
NO_PROVIDER: Final = (
    "El inicio de sesión por OIDC no está configurado: a .streamlit/secrets.toml le "
    "falta la sección [auth]. Consulte docs/operators/people.md."
)

# Errors
NO_KNOWLEDGE_BASE: Final = "Todavía no hay base de conocimiento"
NO_KNOWLEDGE_BASE_BELOW: Final = (
    "Pida a su administrador que añada documentos y recargue esta página."
)
NO_KNOWLEDGE_BASE_ADD: Final = "Añada documentos y pregunte."
ADD_ON_PAGE: Final = "Añadir documentos"
UNEXPECTED: Final = (
    "Algo salió mal. Vuelva a preguntar; si persiste, el registro contiene más información."
)
CONVERSATION_GONE: Final = (
    "Esta conversación ya no está; puede que se haya eliminado. Comience una conversación nueva y "
    "vuelva a preguntar."
)
QUESTION_TOO_LONG: Final = (
    "La pregunta tiene {count} caracteres; el máximo es {most}. Acórtela o pregunte por partes."
)


_MONTHS: Final = "ene feb mar abr may jun jul ago sept oct nov dic"


def day(value: date) -> str:
    """Return "1 ene 2027"."""
    return f"{value.day} {_MONTHS.split()[value.month - 1]} {value.year}"


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
    """Return "1 pasaje", "4 pasajes"."""
    return counted(number, "pasaje", "pasajes")


def documents(number: int) -> str:
    """Return "1 documento", "3 documentos"."""
    return counted(number, "documento", "documentos")


def searched_instead(typed: str, found: str) -> str:
    """Return what was typed, which no document has, and what was searched for."""
    return f"Ningún documento contiene «{typed}»; se buscó «{found}»."


def not_mentioned(words: Sequence[str]) -> str:
    """Say which of a question's words no document has."""
    listed = ", ".join(f"«{word}»" for word in words)
    return f"Los documentos no mencionan {listed}."


def items_left(number: int) -> str:
    """Return how many items of a quoted list are not shown."""
    if number == 1:
        return "La lista tiene 1 punto más; está en la fuente."
    return f"La lista tiene {number} puntos más; están en la fuente."


def sentences_struck(number: int) -> str:
    """Return how many unsupported sentences are gone."""
    return (
        "Se eliminó 1 frase sin respaldo."
        if number == 1
        else f"Se eliminaron {number} frases sin respaldo."
    )


def wrong_settings(names: list[str]) -> str:
    """Return which settings are wrong and where to look."""
    listed = ", ".join(names)
    return f"Ajustes incorrectos: {listed}. Ejecute citewell doctor y compare con .env.example."
