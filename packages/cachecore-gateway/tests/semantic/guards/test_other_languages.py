"""What a case, an article, ß, a capital or a comma changes in languages that the verifier hardly knows."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.alike import compared
from cachecore_gateway.semantic.guards import first_veto
from cachecore_gateway.semantic.reading import analyse

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
    ("Die Katze hat den Hund gejagt. Wer hat Schuld?", "Der Hund hat die Katze gejagt. Wer hat Schuld?"),
    ("Ist der Chef dem Mitarbeiter etwas schuldig?", "Ist dem Chef der Mitarbeiter etwas schuldig?"),
    ("Mein Hund hat einen Radfahrer gebissen", "Ein Radfahrer hat meinen Hund gebissen"),
    ("Wer hat Frankreich besiegt?", "Wen hat Frankreich besiegt?"),
    ("Mein Chef will mich loswerden", "Ich will meinen Chef loswerden"),
    ("Was tun, wenn mich mein Kind belügt?", "Was tun, wenn ich mein Kind belüge?"),
    ("Wann muss mein Vermieter die Kaution zurückzahlen?", "Wann muss ich die Kaution zurückzahlen?"),
    ("Darf die Bank mein Konto sperren?", "Darf ich mein Konto sperren?"),
    ("¿Puede Hacienda embargar mi cuenta?", "¿Puedo embargar la cuenta de Hacienda?"),
    ("Mi vecino me insulta cada día", "Insulto a mi vecino cada día"),
    ("Mis padres me echaron de casa", "Eché a mis padres de casa"),
    ("Mi amigo me debe dinero, ¿cómo lo recupero?", "Le debo dinero a mi amigo, ¿cómo lo recupero?"),
    ("¿Qué ocurre si se anula la reserva?", "¿Qué ocurre si anulo la reserva?"),
    ("¿Debe mi inquilino pagar la comunidad?", "¿Debo pagar la comunidad?"),
    ("Mon copain m'a quittée, que faire ?", "J'ai quitté mon copain, que faire ?"),
    ("Mon fils me ment", "Je mens à mon fils"),
    ("Peut-il me dénoncer ?", "Puis-je le dénoncer ?"),
    ("L'assurance peut-elle résilier mon contrat ?", "Puis-je résilier mon contrat d'assurance ?"),
    ("Si mon train est supprimé, suis-je remboursé ?", "Si je supprime mon train, suis-je remboursé ?"),
    ("Chi mi ha chiamato?", "Chi ho chiamato?"),
    ("Mio figlio mi picchia", "Picchio mio figlio"),
    ("Il mio amico mi deve dei soldi", "Devo dei soldi al mio amico"),
    ("L'inquilino deve pagare il condominio?", "Devo pagare il condominio?"),
    ("Meu amigo me deve dinheiro", "Devo dinheiro ao meu amigo"),
    ("O inquilino deve pagar o IPTU?", "Devo pagar o IPTU?"),
    ("Quem me denunciou?", "Quem eu denunciei?"),
    ("Mijn zoon liegt tegen mij", "Ik lieg tegen mijn zoon"),
    ("Moet mijn werkgever de reiskosten betalen?", "Moet ik de reiskosten betalen?"),
    ("Mijn baas mag me ontslaan?", "Mag ik mijn baas ontslaan?"),
    ("Wat als de vlucht wordt geannuleerd?", "Wat als ik de vlucht annuleer?"),
    ("Hoe zwaar is het bos?", "Hoe zwaar is de bos?"),
    ("Quanto custa um grama?", "Quanto custa uma grama?"),
    ("Où acheter un voile ?", "Où acheter une voile ?"),
    ("Dov'è il capitale?", "Dov'è la capitale?"),
    ("Was kostet das Steuer?", "Was kostet die Steuer?"),
    ("Ile kosztuje rower elektryczny?", "Ile kosztuje rowek elektryczny?"),
    ("Siapa yang memukul Budi?", "Siapa yang dipukul Budi?"),
    ("Quem tem boca vai a Roma, certo?", "Quem tem boca, vai a Roma certo?"),
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
    ("Wo kann ich mein Auto anmelden?", "Wo meldet man ein Auto an?"),
    ("Welche Unterlagen brauche ich?", "Welche Unterlagen werden benötigt?"),
    ("Wie lange habe ich Rückgaberecht?", "wie lange hab ich rückgaberecht"),
    ("Mein Handy wurde gestohlen, was tun?", "Mir wurde das Handy gestohlen, was tun?"),
    ("¿Puedo pagar con tarjeta?", "¿Se puede pagar con tarjeta?"),
    ("¿Cuánto me cuesta enviar un paquete?", "¿Cuánto cuesta enviar un paquete?"),
    ("¿Me devuelven el dinero si cancelo?", "¿Devuelven el dinero si cancelo?"),
    ("No me llega el correo de confirmación", "No recibo el correo de confirmación"),
    ("No me funciona el wifi", "el wifi no funciona"),
    ("Comment puis-je suivre mon colis ?", "Comment suivre mon colis ?"),
    ("Mon colis n'est pas arrivé", "Je n'ai pas reçu mon colis"),
    ("Est-ce que je peux payer en espèces ?", "Puis-je payer en espèces ?"),
    ("Dove posso parcheggiare?", "Dove si può parcheggiare?"),
    ("Posso pagare con carta?", "posso pagare con la carta?"),
    ("Posso levar meu cachorro no avião?", "Pode levar cachorro no avião?"),
    ("Kan ik met creditcard betalen?", "Kun je met creditcard betalen?"),
    ("My landlord wants me to leave", "my landlord wants me to leave!"),
    ("Who called me?", "who rang me"),
    ("Türkiye'de asgari ücret ne kadar?", "türkiyede asgari ücret ne kadar acaba"),
]


def vetoes(pair: tuple[str, str]) -> list[str]:
    return [first_veto(*map(analyse, compared(*way))) for way in (pair, pair[::-1])]


@pytest.mark.parametrize("pair", OTHER_QUESTIONS)
def test_another_question_is_vetoed(pair: tuple[str, str]) -> None:
    assert all(vetoes(pair))


@pytest.mark.parametrize("pair", SAME)
def test_the_same_question_passes(pair: tuple[str, str]) -> None:
    assert vetoes(pair) == ["", ""]
