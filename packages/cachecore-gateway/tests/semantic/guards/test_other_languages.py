"""What a case, an article, ß, a capital or a comma changes in languages that the verifier hardly knows."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.guards import analyse, compared, first_veto

OTHER_QUESTIONS = [
    ("Der Hund hat den Nachbarn gebissen. Wer zahlt?", "Den Hund hat der Nachbar gebissen. Wer zahlt?"),
    (
        "Den Mann hat die Frau angezeigt. Welche Folgen hat das?",
        "Der Mann hat die Frau angezeigt. Welche Folgen hat das?",
    ),
    ("Welchen Spieler hat der Trainer beleidigt?", "Welcher Spieler hat den Trainer beleidigt?"),
    ("Wen hat Maria angerufen?", "Wer hat Maria angerufen?"),
    ("Darf der Vermieter den Mieter filmen?", "Darf den Vermieter der Mieter filmen?"),
    ("Wem hilft der Arzt?", "Wer hilft dem Arzt?"),
    ("Welchem Kunden hat der Verkäufer geschrieben?", "Welcher Kunde hat dem Verkäufer geschrieben?"),
    ("Kann ein Lehrer einen Schüler verklagen?", "Kann einen Lehrer ein Schüler verklagen?"),
    ("Mein Sohn hat meinen Bruder geschlagen", "Meinen Sohn hat mein Bruder geschlagen"),
    ("Qui mange les serpents ?", "Que mangent les serpents ?"),
    ("Qui a battu la France ?", "Qui la France a-t-elle battu ?"),
    ("Qui est-ce que Marie a invité ?", "Qui est-ce qui a invité Marie ?"),
    ("Qui est-ce que Marie a invité ?", "Qui a invité Marie ?"),
    ("Comment s'appelle l'homme qui aime Marie ?", "Comment s'appelle l'homme que Marie aime ?"),
    ("¿Qué hago si mi hijo le pegó a su profesor?", "¿Qué hago si a mi hijo le pegó su profesor?"),
    ("A mi hermano lo demandó mi tía. ¿Quién paga?", "Mi hermano demandó a mi tía. ¿Quién paga?"),
    ("¿Quién llamó a María?", "¿A quién llamó María?"),
    ("Mi ex me bloqueo, que hago", "bloquee a mi ex, que hago"),
    ("Combien pèse un livre ?", "Combien pèse une livre ?"),
    ("¿Cómo se cura el cólera?", "¿Cómo se cura la cólera?"),
    ("Come funziona il fine di un contratto?", "Come funziona la fine di un contratto?"),
    ("Wie tief ist der See?", "Wie tief ist die See?"),
    ("Cuánto pesa un cometa?", "Cuánto pesa una cometa?"),
    ("Qual é o capital do Brasil?", "Qual é a capital do Brasil?"),
    ("¿Cuál es el origen del orden?", "¿Cuál es el origen de la orden?"),
    ("Comment nettoyer le poêle ?", "Comment nettoyer la poêle ?"),
    ("Welche Maße hat der Eiffelturm?", "Welche Masse hat der Eiffelturm?"),
    ("Darf man Alkohol in Maßen trinken?", "Darf man Alkohol in Massen trinken?"),
    ("Was kostet die Buße?", "Was kostet die Busse?"),
    ("Könnten Sie mir bitte sagen, wie sie heißen?", "Könnten Sie mir bitte sagen, wie Sie heißen?"),
    (
        "Was heißt auf Englisch: Der Lehrer sagt, der Direktor ist ein Esel",
        "Was heißt auf Englisch: Der Lehrer, sagt der Direktor, ist ein Esel",
    ),
    (
        "¿Qué quiere decir: Perdón imposible, que cumpla su condena?",
        "¿Qué quiere decir: Perdón, imposible que cumpla su condena?",
    ),
    ("What does it mean: The teacher, says the head, is late", "What does it mean: The teacher says, the head is late"),
    ("Vad kostar en tomt i Åre?", "Vad kostar en tomte i Åre?"),
    ("İngilizceye çevir: Çok sıkıldım", "İngilizceye çevir: Çok sıkıştım"),
    ("Köpeğimi komşumun kedisi tırmaladı, kim sorumlu?", "Köpeğim komşumun kedisini tırmaladı, kim sorumlu?"),
    ("Ile kosztuje kat w Krakowie?", "Ile kosztuje kot w Krakowie?"),
    ("Mennyibe kerül a bor?", "Mennyibe kerül a bór?"),
    ("Kuinka paljon tuuli maksaa?", "Kuinka paljon tuli maksaa?"),
]

SAME = [
    ("Wie beantrage ich einen Führerschein?", "Wie beantrage ich ein Führerschein?"),
    ("Was kostet der Führerschein?", "was kostet der fuehrerschein"),
    ("In welcher Straße liegt das Rathaus?", "In welcher Strasse liegt das Rathaus?"),
    ("Wie groß ist die Wohnung?", "wie gross ist die wohnung"),
    ("Qu'est-ce que je dois faire ?", "Que dois-je faire ?"),
    ("Qui est-ce qui a inventé le téléphone ?", "Qui a inventé le téléphone ?"),
    ("Que mangent les serpents ?", "Qu'est-ce que les serpents mangent ?"),
    ("Qui as-tu vu ?", "Qui est-ce que tu as vu ?"),
    ("Hola, ¿cuánto cuesta, más o menos, un billete?", "Hola ¿cuánto cuesta más o menos un billete?"),
    ("If I cancel now, do I get a refund, or a credit?", "If I cancel now do I get a refund, or a credit?"),
    ("Jak zmienić hasło do Gmaila?", "jak zmienic haslo do gmaila"),
    ("Kaç gün izin hakkım var?", "kac gun izin hakkim var"),
    ("Hur många invånare har Sverige?", "hur många invånare har sverige"),
    ("kubectl rollout restart deployment", "kubectl rollout restart deploymnt"),
    ("¿A qué hora abre el banco?", "a que hora abre el banco"),
    ("A Madrid, ¿cuánto tarda el tren?", "¿Cuánto tarda el tren a Madrid?"),
    ("Guten Tag, wann öffnen sie?", "wann öffnen sie"),
]


def vetoes(pair: tuple[str, str]) -> list[str]:
    return [first_veto(*map(analyse, compared(*way))) for way in (pair, pair[::-1])]


@pytest.mark.parametrize("pair", OTHER_QUESTIONS)
def test_another_question_is_vetoed(pair: tuple[str, str]) -> None:
    assert all(vetoes(pair))


@pytest.mark.parametrize("pair", SAME)
def test_the_same_question_passes(pair: tuple[str, str]) -> None:
    assert vetoes(pair) == ["", ""]
