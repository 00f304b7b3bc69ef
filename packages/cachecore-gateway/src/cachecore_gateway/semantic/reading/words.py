"""Closed classes of words in seven languages. Open classes come from the lexicon, never from lists."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

__all__ = [
    "CALLED",
    "CONTRACTIONS",
    "ENGLISH_FUNCTION_WORDS",
    "FRAME",
    "FUNCTION_WORDS",
    "LANGUAGE_MARKS",
    "NEGATORS",
    "OPPOSITES",
    "PLEASE",
    "SYMMETRIC",
    "words_in",
]


def words_in(text: str) -> frozenset[str]:
    """The words of `text`, which blanks part."""
    return frozenset(text.split())


LANGUAGE_MARKS: Mapping[str, frozenset[str]] = {
    "en": words_in(
        "the a an of to and in is are was were be do does did how what when where why who which can could should"
        " would will i"
        " you my me we our it this that for on at with from by about into not have has had if there their your or"
        " but as any"
    ),
    "de": words_in(
        "der die das den dem des ein eine einen einem einer eines und ist sind war wie was wann wo warum wer"
        " welche welcher"
        " welches ich mein meine meinen meiner du sie wir nicht kein keine mit von für auf im am zum zur bei aus"
        " nach man kann"
        " darf muss soll wird werden hat haben oder auch als dass wenn mir mich zu es gibt vom ohne über lange"
    ),
    "fr": words_in(
        "le la les un une des du de et est sont était comment quoi que quel quelle quels quelles quand où pourquoi"
        " qui je mon"
        " ma mes il elle nous vous ne pas avec pour sur dans au aux par peut puis dois faut ce cette ces se ou y l"
        " d qu j c"
        " combien sans sont en mais si plus été être avoir ai faire"
    ),
    "es": words_in(
        "el la los las un una unos de del y es son era cómo qué cuál cuáles cuándo dónde quién por para con en mi"
        " mis me se no"
        " lo al puedo puede debo hay está están si o cuánto cuánta cuántos cuántas sin sobre como que su sus tengo"
        " ser más muy"
        " cual cuando donde desde hasta"
    ),
    "it": words_in(
        "il lo la i gli le un una uno di del della dei e è sono era come cosa che quale quali quando dove perché"
        " chi per con in"
        " mio mia mi si non posso può devo c'è o quanto quanta senza su nel nella da al alla ho ha anche più"
    ),
    "pt": words_in(
        "o a os as um uma de do da dos das e é são era como que qual quais quando onde por quem para com em no na"
        " meu minha me"
        " se não posso pode devo há está ou quanto quantos sem sobre ao à você mais eu isso"
    ),
    "nl": words_in(
        "de het een en is zijn was hoe wat wanneer waar waarom wie welke ik mijn je we niet geen met van voor op"
        " in bij uit naar"
        " kan mag moet zal heeft hebben of ook als dat er zonder over te"
    ),
}

ENGLISH_FUNCTION_WORDS = LANGUAGE_MARKS["en"] | words_in(
    "am been being his her hers him she he they them its us ours mine yours than then so too very just also only"
    " even still"
    " these those such own same other another some no nor yet both each every all few more most much many while"
    " during until"
    " against between through above below up down out off over under again further once here let may might must"
    " shall ought"
    " got get getting whether because since though although upon within without toward towards across along around"
    " behind"
    " beside besides beyond despite except near onto per via whose whom shall someone anyone somebody anybody something"
    " anything one ones thing things stuff way ways kind sort lot bit really actually exactly simply basically"
    " oneself myself"
    " yourself itself themselves ourselves everyone everybody st nd rd th less fewer fewest half thousand hundred"
    " million before after"
)
FUNCTION_WORDS = ENGLISH_FUNCTION_WORDS.union(*LANGUAGE_MARKS.values())

CALLED = words_in(
    "mr mrs ms miss dr user username login domain package site website host hostname table namespace schema column"
    " branch bucket repo repository folder file variable topic queue pod service deployment container image module"
    " cluster passenger guest patient"
)
"""Behind these words stands what somebody or something is called."""

PLEASE = words_in(
    "please pls plz kindly bitte svp s'il favor pfv basically actually literally honestly anyway"
    " anyways yeah yep lol haha omg ugh argh umm um uh hmm btw tbh"
)
"""Words that may stand anywhere without meaning anything."""

FRAME = words_in(
    "tell know explain give show list name describe say wonder like want need help able possible understand"
    " curious quick"
    " question good great choice option following find let check ask read hear advice info information answer"
    " right love"
    " hope look wish guess idea try mean call happen sagen wissen gern gerne wüsste könnten erklären bitten sapere dire"
    " savoir dites expliquer voudrais saber decir podrías gustaría quería dizer"
)
"""Words that ask, greet or fill around a question; one more or less of them changes nothing."""

CONTRACTIONS: Mapping[str, str] = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "cant": "can not",
    "wont": "will not",
    "isnt": "is not",
    "arent": "are not",
    "wasnt": "was not",
    "shouldnt": "should not",
    "couldnt": "could not",
    "havent": "have not",
    "hasnt": "has not",
    "let's": "let us",
    "whats": "what is",
    "hows": "how is",
    "wheres": "where is",
    "whos": "who is",
    "whens": "when is",
    "whys": "why is",
    "thats": "that is",
    "theres": "there is",
    "youre": "you are",
    "theyre": "they are",
    "youve": "you have",
    "weve": "we have",
    "theyve": "they have",
    "wouldnt": "would not",
    "hadnt": "had not",
    "werent": "were not",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "im": "i am",
    "ive": "i have",
    "w/o": "without",
    "w/": "with",
    "vs": "versus",
    "u": "you",
    "ur": "your",
    "r": "are",
}

NEGATORS = words_in(
    "not no never unless except excluding none nobody nothing nowhere neither nor without lack lacks lacking"
    " cannot unable"
    " nicht kein keine keinen keinem keiner keines nie niemals ohne niemand nichts weder"
    " pas jamais aucun aucune sans rien personne ni non no nunca jamás ningún ninguna ninguno sin nada nadie tampoco"
    " mai senza nessun nessuno nessuna niente não nem sem nenhum nenhuma ninguém niet geen nooit zonder niemand niets"
)

SYMMETRIC = words_in(
    "and or versus between und oder zwischen et ou entre y o e u ed od en of tussen vs compare compared difference"
    " equal same"
    " both either"
)


def _opposites() -> dict[str, frozenset[str]]:
    """Word → every word on the other sides of its lines."""
    found: dict[str, set[str]] = {}
    table = (files(__package__) / "data" / "opposites.txt").read_text("utf-8")
    for line in table.strip().splitlines():
        sides = [side.split() for side in line.split("|")]
        for side in sides:
            others = {word for other in sides if other is not side for word in other}
            for word in side:
                found.setdefault(word, set()).update(others - set(side))
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES: Mapping[str, frozenset[str]] = _opposites()
"""Opposites of particles, prepositions, bounds and trade words that WordNet lacks or knows in one direction only."""
