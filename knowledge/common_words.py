"""Words that tell nothing of a document: anybody at a desk says them, in four languages."""

from __future__ import annotations

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
