"""The words of which orders to a language model are made, in several languages.

Small letters without accents. A word ending in "*" stands for all that begin so.
"""

from __future__ import annotations

from dataclasses import dataclass

_SHORTEST = 3


class WordSet:
    """Some words and beginnings of words."""

    def __init__(self, *listed: str) -> None:
        given = [word for words in listed for word in words.split()]
        self._whole = frozenset(word for word in given if not word.endswith("*"))
        self._begun = tuple(sorted(word[:-1] for word in given if word.endswith("*")))
        self.parts = (*self._begun, *sorted(self._whole))

    def __contains__(self, word: str) -> bool:
        """Tell whether a word is one of them or begins like one."""
        return word in self._whole or word.startswith(self._begun)

    def changed(self, table: dict[int, int]) -> WordSet:
        """Return them with their letters changed; those of three letters or fewer are left out."""
        whole = (word.translate(table) for word in self._whole if len(word) > _SHORTEST)
        begun = (f"{word.translate(table)}*" for word in self._begun)
        return WordSet(" ".join((*whole, *begun)))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the rules of `finding.py` look for. `drop` is to ignore, `given` are instructions."""

    drop: WordSet
    drop_after: WordSet
    follow: WordSet
    negating: WordSet
    whose: WordSet
    given: WordSet
    everything: WordSet
    said: WordSet
    reveal: WordSet
    secret: WordSet
    secret_thing: WordSet
    secret_whole: WordSet
    model: WordSet
    language: WordSet
    language_model: WordSet
    calling: WordSet
    must: WordSet
    utter: WordSet
    being: WordSet
    become: WordSet
    role: WordSet
    shape: WordSet
    reply: WordSet
    whole: WordSet
    told_to: WordSet
    told_to_or_told_of: WordSet
    only: WordSet
    please: WordSet
    ask: WordSet

    def changed(self, table: dict[int, int]) -> Lexicon:
        """Return it with the letters of all words changed."""
        return Lexicon(*(getattr(self, name).changed(table) for name in self.__slots__))


LEXICON = Lexicon(
    drop=WordSet(
        "ignor* disregard* forget* overrid* overrul* bypass* neglect* discard* unlearn* hinweg* "
        "missacht* verwirf* verwerf* ubergeh* uebergeh* umgeh* vergiss* vergess* olvid* "
        "descart* desestim* omite omitir omita prescind* anula oubli* negligez neglige "
        "abstraction esquec* desconsider* dimentic* trascur* negeer* vergeet*"
    ),
    # Only where something negates them: "tenez pas compte", "caso omiso".
    drop_after=WordSet("compte omiso cuenta beachte beachten beachtung attention heed rekening"),
    follow=WordSet(
        "follow obey comply heed befolg* beacht* folge gehorch* sigas siga obedez* cumplas suis "
        "suivez obeis obeissez respecte respectez segui volg"
    ),
    negating=WordSet(
        "not t never no stop cease nicht kein keine keiner niemals nie ne pas jamais nunca "
        "jamas nao non niet dont without ohne sin sans"
    ),
    whose=WordSet(
        "previous* prior above earlier preceding foregoing former your system all any every "
        "other initial original existing given alle allen aller alles bisherig* vorherig* "
        "vorig* vorangegangen* vorangehend* vorhergehend* obig* oben fruher* frueher* vorher "
        "deine* deiner deinen ihre ihren eure euren samtlich* saemtlich* jede jegliche* "
        "ursprunglich* urspruenglich* todas todos toda todo anterior* previa* previo* tus tu "
        "sus cualquier* original* sistema arriba precedente* inicial* toutes tous tout toute "
        "precedent* anterieur* tes ton ta vos votre dessus systeme prealable* anteriores "
        "precedenti precedente tutte tutti vorige eerdere"
    ),
    given=WordSet(
        "instruct* rule rules prompt* guideline* directive* constraint* restriction* anweisung* "
        "instruktion* regel regeln vorgabe* richtlinie* befehl* weisung* systemprompt* "
        "systemanweisung* instruccion* regla reglas indicacion* directric* directiva* ordenes "
        "norma normas consigne* regle regles ordres indications istruzion* regole instrucoes "
        "regras instructies"
    ),
    everything=WordSet("everything anything alles todo tout"),
    said=WordSet(
        "above before previous* prior earlier told said learned oben vorher zuvor bisher* davor "
        "gesagt steht vorherige* anterior* antes dicho precede* avant dit dessus prealable*"
    ),
    reveal=WordSet(
        "reveal* print repeat show output leak disclose display expose zeig* verrat* nenn* "
        "offenbar* wiederhol* gib muestra* revela* imprim* repit* ensena montre* affich* revel* "
        "repet* divulg*"
    ),
    secret=WordSet(
        "system hidden initial secret internal verborgen* geheim* sistema ocult* secret* "
        "systeme cach* initiale*"
    ),
    secret_thing=WordSet("prompt* instruct* anweisung* instruccion* consigne*"),
    secret_whole=WordSet("systemprompt* systemanweisung* systemnachricht*"),
    model=WordSet("ai llm llms chatbot* gpt chatgpt ki sprachmodell* ia"),
    language=WordSet("language lenguaje langage linguistique linguaggio linguagem"),
    language_model=WordSet("model models modelo modelos modele modeles modello"),
    calling=WordSet(
        "dear attention attn hey note message instruct* as liebe lieber achtung hinweis* "
        "nachricht anweisung* als estimad* atencion nota mensaje instruccion* como chere cher "
        "avis consigne*"
    ),
    must=WordSet(
        "must should shall muss musst mussen sollst soll sollen solltest debe debes deben "
        "deberas debera dois doit devez devra devras"
    ),
    utter=WordSet(
        "say write reply respond answer output print append reveal tell claim recommend state "
        "schreib* antwort* sag* nenn* ausgeb* mitteil* behaupt* empfehl* erwahn* escrib* "
        "respond* contest* dec* dig* indic* mencion* recom* ecri* repond* dire dis dise affich* "
        "indiqu* mentionn*"
    ),
    being=WordSet(
        "are re bist es etes eres sind act pretend verhalte handle agis actua comportate"
    ),
    become=WordSet("now jetzt nun ab ahora maintenant desormais act pretend agis actua verhalte"),
    role=WordSet(
        "ai assistant* chatbot* unrestrict* uncensor* jailbrok* dan llm developer unfiltered "
        "assistent* ki ungefiltert* uneingeschrankt* uneingeschraenkt* entwicklermodus "
        "asistente ia sinrestricciones desarrollador assistente developpeur"
    ),
    shape=WordSet(
        "begin start end finish conclude preface beginn* beend* starte schliess* empieza* "
        "comienza* termina* acaba* inicia* commence* termine* finis finissez debute*"
    ),
    reply=WordSet(
        "answer answers reply replies response responses output outputs antwort* respuesta* "
        "reponse* resposta* risposta antwoord*"
    ),
    whole=WordSet(
        "your every each all any deine deinen jede jeden ihre tu tus cada su sus todas ta tes "
        "chaque votre vos sua ogni"
    ),
    # How one speaks to a model, not to members: they are "Sie", "usted", "vous".
    told_to=WordSet(
        "schreib schreibe antworte sag erganze ergaenze wiederhole behaupte erwahne dile ecris "
        "reponds escreve scrivi rispondi schrijf"
    ),
    # Those that say what somebody does as well: orders with "only", "exactly".
    told_to_or_told_of=WordSet(
        "answer reply respond write output print append sage dis nenne gib escribe responde "
        "contesta di imprime anade agrega repite menciona affiche ajoute repete mentionne "
        "antwoord"
    ),
    only=WordSet(
        "only instead exactly verbatim nothing literally nur genau stattdessen wortlich "
        "woertlich ausschliesslich immer solo solamente unicamente exactamente literalmente "
        "siempre seulement uniquement exactement textuellement toujours"
    ),
    please=WordSet(
        "kindly please always now then must should also bitte immer jetzt dann muss soll favor "
        "siempre ahora luego debe veuillez merci toujours maintenant puis doit"
    ),
    ask=WordSet(
        "write output append print respond reply answer schreib* antwort* ausgeb* hinzufug* "
        "escrib* respond* contest* ecri* repond*"
    ),
)
