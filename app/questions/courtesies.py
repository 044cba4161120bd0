"""How people greet, thank, agree, doubt and ask back, in English, German and Spanish.

General usage, accents left out and runs of one letter shortened, as `plain_words` returns it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum

from app.i18n.languages import Language


class MannerKind(StrEnum):
    """What a line does that asks nothing of the documents."""

    GREETING = "greeting"
    WELLBEING = "how are you"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    AGREED = "ok"
    APOLOGY = "sorry"
    SURE = "are you sure"
    UNCLEAR = "what do you mean"
    AGAIN = "say that again"
    COMPLAINT = "that is no help"
    ABOUT = "who are you"
    CHAT = "chat"
    EMPTY = "nothing asked"


_ENGLISH: Mapping[MannerKind, str] = {
    MannerKind.GREETING: """hi, hii, hello, hey, heya, hiya, howdy, hey you, hi there, hello
        there, hey there, yo, morning, good morning, good afternoon, afternoon, good evening,
        evening, good day, greetings, anyone there, anybody there, are you there, you there,
        still there, are you still there, nice to meet you, welcome, hi again, hello again""",
    MannerKind.WELLBEING: """how are you, how are you doing, how are u, how r u, hows it going,
        how is it going, how are things, whats up, what's up, sup, how do you do, you ok, you
        okay, how was your day, how is your day, hows your day""",
    MannerKind.THANKS: """thanks, thank you, thank u, thankyou, thx, thnx, thanx, tnx, thks,
        thnks, tx, ty, tysm, tyvm, cheers, ta, many thanks, much appreciated, appreciated,
        appreciate it, i appreciate it, appreciate that, appreciate your help, i appreciate
        your help, that helps, that helped, this helps, very helpful, that was helpful, super
        helpful, helpful, you are the best, youre the best, you rock, lifesaver, nice work,
        good job, well done, good bot, thats helpful, that is helpful, thanks anyway, no
        thanks, no thank you, thats kind, very kind""",
    MannerKind.GOODBYE: """bye, byebye, bye bye, goodbye, good bye, good night, goodnight,
        nite, night night, gn, gn8, see you, see ya, cya, see u, cu, ttyl, later, laters, see
        you later, see you tomorrow, talk to you later, talk later, talk soon, see you soon,
        take care, have a good one, have a good day, have a nice day, have a great day, have a
        good night, have a good evening, have a nice evening, have a good weekend, have a nice
        weekend, have a great weekend, have a good shift, enjoy your day, enjoy your weekend,
        enjoy the weekend, good weekend, thats all, that is all, that's all, that was all, that
        will be all, thatll be all, that'll be all, thats it, that is it, that was it, thats
        everything, that is everything, nothing else, im done, i'm done, i am done, all done,
        gotta go, got to go, i have to go, signing off, logging off, farewell, you too, u too,
        same to you, likewise, until next time, until tomorrow""",
    MannerKind.AGREED: """ok, okay, okey, oki, okie, okok, ok ok, k, kk, alright, all right,
        allright, alrighty, right, sure, yes, yeah, yea, yep, yup, no, nope, nah, fine, good,
        great, perfect, excellent, awesome, amazing, wonderful, cool, nice, neat, lovely,
        brilliant, super, sweet, got it, gotcha, i got it, understood, i understand, noted,
        makes sense, that makes sense, i see, ah i see, oh i see, sounds good, sounds great,
        good to know, will do, i will, fair enough, all good, all clear, all set, never mind,
        nevermind, nvm, no worries, no problem, np, no prob, not a problem, dont worry, don't
        worry, forget it, interesting, exactly, correct, true, agreed, works for me, that
        works, thats fine, that is fine, thats good, that is good, thats great, that is great,
        that's great, thats ok, that's fine, hm, hmm, mhm, mm, uh huh, aha, ah, oh, wow, lol,
        lmao, rofl, haha, hahaha, hehe, heh, oh ok, ah ok, oh well, yay, whatever, so be it,
        one moment, one sec, just a sec, just a moment, hold on, hang on, brb, wait, let me
        see, let me think, testing, test""",
    MannerKind.APOLOGY: """sorry, sry, sory, so sorry, im sorry, i'm sorry, i am sorry, my bad,
        my mistake, my fault, oops, whoops, apologies, my apologies, excuse me, pardon me,
        wrong window, wrong chat, wrong tab, wrong person, wrong button, wrong number, typo,
        sorry for all the questions, sorry for the questions, sorry for so many questions,
        sorry for asking, sorry for the trouble, sorry to bother you, sorry to bother, sorry
        about that, sorry for that, that was not for you, ignore that, ignore me""",
    MannerKind.SURE: """are you sure, are u sure, r u sure, you sure, u sure, are you certain,
        sure about that, are you sure about that, are you sure about this, you sure about that,
        are you positive, are you quite sure, are you really sure, are you absolutely sure, is
        that right, is that correct, is that true, is this right, is this correct, is this
        true, is that so, is it true, is that certain, for sure, for real, really, seriously,
        srsly, how do you know, how do you know that, how do you know this, how can you be
        sure, says who, who says, who says so, who says that, where does it say that, where
        does it say so, where does it say this, where did you get that, where did you get that
        from, where is that from, where does that come from, where is that written, source,
        sources, whats your source, what is your source, whats the source, what is the source,
        show me the source, can i trust that, can you confirm, can you confirm that, can you
        double check, can you check again, please confirm, double check, check again""",
    MannerKind.UNCLEAR: """what do you mean, what do u mean, what you mean, wdym, what do you
        mean by that, what do you mean by this, what does that mean, what does this mean,
        meaning, i dont understand, i don't understand, i do not understand, dont understand, i
        didnt understand, i didn't understand, i dont get it, i don't get it, i dont get that,
        dont get it, i dont follow, im confused, i'm confused, i am confused, confusing, thats
        confusing, explain, explain that, explain please, please explain, can you explain, can
        you explain that, could you explain, could you explain that, can you clarify, please
        clarify, what are you saying, what are you talking about, huh, eh, in plain english, in
        plain words, in other words, in simple words, simpler, simpler please, say it simpler,
        put it simply""",
    MannerKind.AGAIN: """say that again, say it again, say again, tell me again, repeat, repeat
        that, repeat it, please repeat, can you repeat, can you repeat that, could you repeat
        that, could you repeat, can you say that again, could you say that again, once again,
        once more, one more time, again, come again, what was that, what was that again, what
        did you say, what did you say again, i missed that, i didnt catch that, i didn't catch
        that, didnt catch that, can you repeat the answer, repeat the answer, repeat your
        answer, show me again, show me that again, show it again""",
    MannerKind.COMPLAINT: """thats wrong, that is wrong, that's wrong, this is wrong, wrong,
        thats not right, that is not right, that's not right, thats not correct, incorrect,
        that is not correct, thats not true, that is not true, thats not what i asked, that is
        not what i asked, that's not what i asked, not what i asked, that was not my question,
        that wasnt my question, thats not my question, that is not my question, you didnt
        answer my question, you did not answer my question, that doesnt answer my question,
        that does not answer my question, thats not what i meant, that is not what i meant, not
        helpful, unhelpful, useless, this is useless, you are useless, youre useless, that
        doesnt help, that does not help, this doesnt help, this does not help, thats no help,
        that is no help, no help, that makes no sense, makes no sense, doesnt make sense, that
        doesnt make sense, nonsense, thats nonsense, this is nonsense, ridiculous, this is
        ridiculous, i give up, this is frustrating, this is so frustrating, frustrating, im
        frustrated, are you kidding, are you kidding me, you are kidding, ugh, argh, grr, omg,
        wtf, ffs, damn, come on, oh come on, for gods sake, you are not listening, youre not
        listening, stupid, stupid bot, bad bot, this sucks, you suck, terrible, awful,
        annoying, this is annoying, this is a joke, what a joke, i hate this, unbelievable, bad
        answer""",
    MannerKind.ABOUT: """who are you, what are you, what can you do, what do you do, what can i
        ask, what can i ask you, what can you help with, what can you help me with, how can you
        help, how can you help me, can you help, can you help me, help, help me, please help, i
        need help, i need some help, i have a question, i have another question, i got a
        question, got a question, can i ask something, can i ask you something, can i ask a
        question, quick question, question, another question, one more question, one question,
        one more thing, are you a bot, are you a robot, are you human, are you a human, are you
        a person, are you real, are you an ai, are you a real person, am i talking to a person,
        am i talking to a bot, am i talking to a human, is this a bot, what is your name, whats
        your name, how do you work""",
}
_GERMAN: Mapping[MannerKind, str] = {
    MannerKind.GREETING: """hallo, hi, hey, hallochen, moin, moin moin, servus, gruss gott,
        gruezi, guten morgen, guten tag, guten abend, tach, mahlzeit, hallo zusammen, hey du,
        jemand da, ist jemand da, sind sie da, bist du da, hallo nochmal, schonen guten tag,
        schonen guten morgen""",
    MannerKind.WELLBEING: """wie gehts, wie geht's, wie geht es dir, wie geht es ihnen, wie
        gehts dir, wie gehts ihnen, wie lauft's, wie laufts, alles gut bei dir, was geht""",
    MannerKind.THANKS: """danke, dankeschon, danke schon, danke sehr, vielen dank, besten dank,
        herzlichen dank, tausend dank, lieben dank, vielen lieben dank, merci, dankesehr, danke
        dir, danke ihnen, danke euch, ich danke ihnen, ich danke dir, das hilft, das hilft mir,
        das hilft mir weiter, das hat geholfen, sehr hilfreich, hilfreich, nein danke, trotzdem
        danke, sehr nett, das war hilfreich""",
    MannerKind.GOODBYE: """tschuss, tschuess, tschau, ciao, auf wiedersehen, wiedersehen, auf
        wiederhoren, bis bald, bis dann, bis spater, bis morgen, bis zum nachsten mal, gute
        nacht, nachti, schonen tag, schonen tag noch, einen schonen tag, einen schonen tag
        noch, schones wochenende, ein schones wochenende, schonen abend, schonen feierabend,
        feierabend, machs gut, mach's gut, das wars, das war's, das war alles, das ist alles,
        mehr brauche ich nicht, ich bin fertig, ich muss los, gleichfalls, ebenso, ihnen auch,
        dir auch""",
    MannerKind.AGREED: """ok, okay, k, cool, super, alles klar, klar, gut, sehr gut, na gut,
        prima, perfekt, klasse, toll, spitze, wunderbar, ausgezeichnet, verstanden, hab
        verstanden, habe verstanden, ich verstehe, aha, ach so, achso, ach ja, passt, in
        ordnung, genau, richtig, stimmt, ja, jep, jo, nein, nee, no, kein problem, macht
        nichts, schon gut, egal, vergiss es, vergessen sie es, gut zu wissen, mach ich,
        einverstanden, interessant, moment, einen moment, warte, warten sie, na dann, alles
        gut, geht klar, das passt, das reicht, bitte""",
    MannerKind.APOLOGY: """entschuldigung, entschuldige, entschuldigen sie, tschuldigung,
        verzeihung, tut mir leid, es tut mir leid, mein fehler, sorry, falsches fenster,
        falscher chat, falsche person, ups, hoppla, vertippt, entschuldigung fur die vielen
        fragen, sorry fur die vielen fragen""",
    MannerKind.SURE: """sind sie sicher, bist du sicher, sicher, ganz sicher, sind sie sich
        sicher, bist du dir sicher, sind sie da sicher, bist du da sicher, wirklich, echt,
        ernsthaft, im ernst, stimmt das, stimmt das wirklich, ist das richtig, ist das sicher,
        ist das wahr, ist das so, ist das wirklich so, woher wissen sie das, woher weisst du
        das, wo steht das, wer sagt das, quelle, was ist die quelle, konnen sie das bestatigen,
        kannst du das bestatigen, prufen sie das nochmal, pruf das nochmal""",
    MannerKind.UNCLEAR: """was meinst du, was meinen sie, was meinst du damit, was meinen sie
        damit, was heisst das, was bedeutet das, wie meinst du das, wie meinen sie das, das
        verstehe ich nicht, verstehe ich nicht, ich verstehe nicht, ich verstehe das nicht,
        nicht verstanden, das habe ich nicht verstanden, hab ich nicht verstanden, unklar, das
        ist unklar, erklar das, erklaren sie das, erklaren sie das bitte, konnen sie das
        erklaren, kannst du das erklaren, hae, hah, in einfachen worten, einfacher""",
    MannerKind.AGAIN: """noch mal, nochmal, noch einmal, nochmals, sag das noch mal, sag das
        nochmal, sag das noch einmal, sagen sie das noch mal, sagen sie das nochmal, sagen sie
        das noch einmal, wiederholen, wiederhole, wiederholen sie, wiederhole das, wiederholen
        sie das, wiederholen sie bitte, konnen sie das wiederholen, kannst du das wiederholen,
        wie bitte, wie war das, wie war das noch mal, wie war das nochmal, was haben sie
        gesagt, was hast du gesagt""",
    MannerKind.COMPLAINT: """das ist falsch, falsch, das stimmt nicht, stimmt nicht, nicht
        richtig, das ist nicht richtig, das ist nicht korrekt, das war nicht meine frage, das
        ist nicht meine frage, das habe ich nicht gefragt, das hilft nicht, das hilft mir
        nicht, das hilft mir nicht weiter, nicht hilfreich, unbrauchbar, nutzlos, das ist
        nutzlos, unsinn, quatsch, das ist unsinn, das ist quatsch, so ein quatsch, mist, so ein
        mist, verdammt, das nervt, du nervst, ich gebe auf, das ergibt keinen sinn, das macht
        keinen sinn, lacherlich, das ist lacherlich, das meinte ich nicht, schlecht""",
    MannerKind.ABOUT: """wer bist du, wer sind sie, was bist du, was kannst du, was konnen sie,
        wie heisst du, wie heissen sie, hilfe, ich brauche hilfe, konnen sie mir helfen, kannst
        du mir helfen, ich habe eine frage, ich hatte eine frage, ich hab eine frage, eine
        frage, noch eine frage, kurze frage, darf ich etwas fragen, bist du ein mensch, sind
        sie ein mensch, bist du ein bot, bist du ein roboter, bist du eine ki, was kann ich
        fragen""",
}
_SPANISH: Mapping[MannerKind, str] = {
    MannerKind.GREETING: """hola, holaa, buenas, buenos dias, buen dia, buenas tardes, buenas
        noches, muy buenas, hola buenas, hola que tal, saludos, hay alguien, hay alguien ahi,
        estas ahi, esta ahi, hola de nuevo""",
    MannerKind.WELLBEING: """como estas, como esta, como esta usted, que tal, como te va, como
        le va, como va, que hay, que pasa""",
    MannerKind.THANKS: """gracias, muchas gracias, mil gracias, muchisimas gracias, gracias por
        todo, gracias por la ayuda, gracias por su ayuda, gracias por tu ayuda, se lo
        agradezco, te lo agradezco, muy amable, eso ayuda, me ayuda mucho, muy util, no
        gracias, gracias igualmente, gracias de todos modos""",
    MannerKind.GOODBYE: """adios, chao, chau, hasta luego, hasta pronto, hasta manana, hasta la
        vista, hasta la proxima, nos vemos, que tenga buen dia, que tengas buen dia, que tenga
        un buen dia, que tengas un buen dia, buen fin de semana, cuidate, cuidese, eso es todo,
        es todo, eso era todo, nada mas, ya termine, me tengo que ir, igualmente""",
    MannerKind.AGREED: """ok, okay, k, vale, de acuerdo, perfecto, bien, muy bien, esta bien,
        bueno, genial, estupendo, excelente, fantastico, entendido, entiendo, lo entiendo, ya
        entiendo, ya veo, claro, por supuesto, correcto, exacto, exactamente, listo, si, no,
        ok, okey, no hay problema, no pasa nada, no importa, da igual, olvidalo, olvidelo,
        bueno saberlo, interesante, un momento, espera, espere, ah, aja, jaja, jajaja, de nada,
        por favor, eso esta bien""",
    MannerKind.APOLOGY: """perdon, perdona, perdone, disculpa, disculpe, disculpas, lo siento,
        lo lamento, mi error, ventana equivocada, chat equivocado, persona equivocada, ups,
        perdon por tantas preguntas, disculpe por tantas preguntas""",
    MannerKind.SURE: """estas seguro, esta seguro, estas segura, esta segura, seguro, segura,
        estas seguro de eso, esta seguro de eso, seguro que si, de verdad, en serio, es verdad,
        es cierto, es correcto, eso es cierto, eso es correcto, eso es verdad, es asi, como lo
        sabes, como lo sabe, donde dice eso, donde esta escrito, quien lo dice, quien dice eso,
        fuente, cual es la fuente, puede confirmarlo, puedes confirmarlo, me lo confirma""",
    MannerKind.UNCLEAR: """que quieres decir, que quiere decir, que quieres decir con eso, que
        quiere decir con eso, que significa eso, que significa esto, que quiere decir eso, a
        que te refieres, a que se refiere, no entiendo, no lo entiendo, no entendi, no
        comprendo, no me queda claro, explicalo, expliquelo, puede explicarlo, puedes
        explicarlo, puede explicar eso, en palabras simples, mas simple, mas sencillo""",
    MannerKind.AGAIN: """otra vez, de nuevo, una vez mas, repite, repita, repitelo, repitalo,
        dilo otra vez, digalo otra vez, dilo de nuevo, puede repetir, puedes repetir, puede
        repetirlo, puedes repetirlo, puede repetir eso, puedes repetir eso, me lo repite, me lo
        repites, que dijo, que dijiste, como dijo, como dijiste""",
    MannerKind.COMPLAINT: """eso esta mal, esta mal, no es correcto, eso no es correcto, no es
        cierto, eso no es cierto, incorrecto, falso, eso no es lo que pregunte, no es lo que
        pregunte, esa no era mi pregunta, esa no es mi pregunta, no me ayuda, eso no me ayuda,
        no ayuda, no sirve, esto no sirve, inutil, no sirve de nada, que tonteria, tonterias,
        no tiene sentido, eso no tiene sentido, me rindo, que frustrante, es frustrante,
        ridiculo, que ridiculo, no me refiero a eso, mala respuesta""",
    MannerKind.ABOUT: """quien eres, quien es usted, que eres, que puedes hacer, que puede
        hacer, como te llamas, como se llama, ayuda, necesito ayuda, me puede ayudar, puede
        ayudarme, puedes ayudarme, me puedes ayudar, tengo una pregunta, tengo una duda, una
        pregunta, otra pregunta, una duda, puedo preguntar algo, eres un robot, eres un bot,
        eres humano, eres una persona, que puedo preguntar""",
}
_FILLERS = """
    for all the questions, for the questions, for so many questions, for the trouble, to bother
    you, for asking, fur die vielen fragen, por tantas preguntas, for the confusion, for your
    trouble, a lot, a bunch, a million, a ton, so much, very much, so very much, loads, again,
    all, everyone, everybody, there, hon, honey, dear, darling, guys, folks, team, mate, man,
    buddy, friend, love, sir, madam, maam, ma'am, then, now, for your help, for the help, for your
    time, for the info, for the information, for that, for this, for everything, for letting me
    know, for your patience, please, pls, plz, so, well, and, but, oh, too, also, really, very,
    just, still, it, that, you, u, i, for me, to you, back, today, tonight, tomorrow, anyway, i
    think, i guess, already, lol, haha, citewell, bot, assistant, quite, actually, sehr, auch,
    noch, und, aber, dann, jetzt, mal, bitte, fur die hilfe, fur ihre hilfe, fur deine hilfe, fur
    die auskunft, fur die info, fur alles, zusammen, leute, noch einen, wohl, doch, ja, na, heute,
    damit, mucho, muy, pues, entonces, y, pero, ya, tambien, ahora, por favor, por todo, todos,
    amigo, amiga, senor, senora, por la informacion, por su tiempo, eso
"""
_NO_QUESTION = """
    the a an and or but so of in on at to for with by as is are be it this that these those um uh er
    erm hm hmm well like just
    der die das ein eine und oder aber also von in an auf zu fur mit bei als ist sind es dies ah ahm
    el la los las un una y o pero de en a para con por como es son esto eso este
"""
NO_QUESTION_WORDS = frozenset(_NO_QUESTION.split())
"""Words that name and ask nothing by themselves."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")


def plain_words(text: str) -> list[str]:
    """Return the words in small letters, without accents, and "helloooo" as "hello"."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'"))
    bare = "".join(c for c in apart if not unicodedata.combining(c)).replace("\u00df", "ss")
    return _WORD.findall(_LONG_RUN.sub(r"\1", bare))


Phrase = tuple[str, ...]


def _phrases(listed: str) -> Iterator[Phrase]:
    return (tuple(plain_words(each)) for each in listed.split(","))


def _courtesies() -> dict[Phrase, tuple[MannerKind, frozenset[Language]]]:
    found: dict[Phrase, tuple[MannerKind, frozenset[Language]]] = {}
    spoken = (
        (Language.ENGLISH, _ENGLISH),
        (Language.GERMAN, _GERMAN),
        (Language.SPANISH, _SPANISH),
    )
    for language, kinds in spoken:
        for kind, listed in kinds.items():
            for phrase in _phrases(listed):
                known, languages = found.get(phrase, (kind, frozenset[Language]()))
                found[phrase] = known, languages | {language}
    return found


COURTESIES = _courtesies()
"""Each phrase with what it does and the languages that have it."""
FILLERS = frozenset(_phrases(_FILLERS))
"""What may stand beside a courtesy and asks nothing."""
LONGEST_PHRASE = max(map(len, (*COURTESIES, *FILLERS)))
