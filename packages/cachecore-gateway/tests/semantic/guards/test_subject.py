"""Who does it to whom, in languages that the verifier hardly knows."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.alike import compared
from cachecore_gateway.semantic.guards import first_veto
from cachecore_gateway.semantic.reading import analyse

ANOTHER_DOES_IT = [
    ("Mi ex me bloqueó, ¿qué hago?", "Bloqueé a mi ex, ¿qué hago?"),
    ("¿Mi jefe me puede despedir estando de baja?", "¿Puedo despedirme estando de baja?"),
    ("¿Te puedo denunciar por insultarme?", "¿Me puedes denunciar por insultarte?"),
    ("Mia moglie mi ha lasciato, cosa faccio?", "Ho lasciato mia moglie, cosa faccio?"),
    ("¿Qué pasa si se cancela mi vuelo?", "¿Qué pasa si cancelo mi vuelo?"),
    ("Wat gebeurt er als mijn contract wordt opgezegd?", "Wat gebeurt er als ik mijn contract opzeg?"),
    ("Was passiert, wenn mein Vertrag gekündigt wird?", "Was passiert, wenn ich meinen Vertrag kündige?"),
    ("Que se passe-t-il si mon vol est annulé ?", "Que se passe-t-il si j'annule mon vol ?"),
    ("Cosa succede se viene annullato il mio volo?", "Cosa succede se annullo il mio volo?"),
    ("O que acontece se o meu voo for cancelado?", "O que acontece se eu cancelar o meu voo?"),
    ("Liebt mich mein Mann noch?", "Liebe ich meinen Mann noch?"),
    ("Wem schulde ich eine Antwort?", "Wer schuldet mir eine Antwort?"),
    ("Kann mich mein Kunde bewerten?", "Kann ich meinen Kunden bewerten?"),
    ("O meu vizinho processou-me, o que faço?", "Processei o meu vizinho, o que faço?"),
    ("Meu namorado me bloqueou no WhatsApp", "Bloqueei meu namorado no WhatsApp"),
    ("Mijn baas heeft mij aangeklaagd, wat nu?", "Ik heb mijn baas aangeklaagd, wat nu?"),
    ("Mijn buurman filmt me de hele dag", "Ik film mijn buurman de hele dag"),
    ("Ich wurde von meinem Chef verklagt", "Ich habe meinen Chef verklagt"),
    ("J'ai été trompé par ma femme", "J'ai trompé ma femme"),
    ("Fui denunciado por mi vecino", "Denuncié a mi vecino"),
    ("Puede mi casero subir el alquiler?", "Puedo subir el alquiler como casero?"),
    ("Il padrone di casa può aumentare l'affitto?", "Posso aumentare l'affitto come padrone di casa?"),
    ("Mein Vermieter hat mich verklagt, was muss ich tun?", "Ich habe meinen Vermieter verklagt, was muss ich tun?"),
    (
        "Mein Nachbar hat mich angezeigt, was kommt auf mich zu?",
        "Ich habe meinen Nachbarn angezeigt, was kommt auf ihn zu?",
    ),
    ("Wenn mich mein Vermieter kündigt, welche Frist gilt?", "Wenn ich meinem Vermieter kündige, welche Frist gilt?"),
    ("Muss mein Arbeitgeber die Fahrtkosten zahlen?", "Muss ich die Fahrtkosten zahlen?"),
    ("Hat mir Paul das Geld überwiesen?", "Habe ich Paul das Geld überwiesen?"),
    ("Vermisst du mich?", "Vermisse ich dich?"),
    ("Mi hermana me prestó dinero, ¿hay que declararlo?", "Presté dinero a mi hermana, ¿hay que declararlo?"),
    ("¿Mi casera puede entrar en casa sin permiso?", "¿Puedo entrar en casa de mi casera sin permiso?"),
    ("¿Qué pasa si me demanda mi vecino?", "¿Qué pasa si demando a mi vecino?"),
    ("Mi novia me dejó, ¿qué hago?", "Dejé a mi novia, ¿qué hago?"),
    ("He insultado a mi profesor", "Mi profesor me ha insultado"),
    ("Mon voisin me harcèle, que faire ?", "Je harcèle mon voisin, que faire ?"),
    ("Mon propriétaire doit-il payer la taxe d'habitation ?", "Dois-je payer la taxe d'habitation au propriétaire ?"),
    ("Est-ce que mon ex peut voir mes stories ?", "Est-ce que je peux voir les stories de mon ex ?"),
    (
        "Mon frère m'a prêté 2000 euros, faut-il le déclarer ?",
        "J'ai prêté 2000 euros à mon frère, faut-il le déclarer ?",
    ),
    (
        "Mio fratello mi ha prestato dei soldi, devo dichiararli?",
        "Ho prestato dei soldi a mio fratello, devo dichiararli?",
    ),
    ("Se il mio capo mi licenzia, ho diritto alla disoccupazione?", "Se mi licenzio, ho diritto alla disoccupazione?"),
    ("Il mio vicino mi ha querelato", "Ho querelato il mio vicino"),
    ("Il proprietario può disdire il contratto?", "Posso disdire il contratto con il proprietario?"),
    ("Meu chefe me demitiu, quais são os direitos?", "Demiti meu chefe, quais são os direitos?"),
    ("O banco pode encerrar a minha conta?", "Posso encerrar a minha conta no banco?"),
    ("O que acontece se o contrato for rescindido?", "O que acontece se eu rescindir o contrato?"),
    ("Meu irmão me emprestou dinheiro", "Emprestei dinheiro ao meu irmão"),
    ("Mijn vriendin heeft me verlaten, wat nu?", "Ik heb mijn vriendin verlaten, wat nu?"),
    ("Mag mijn huisbaas de huur verhogen?", "Mag ik de huur verhogen als huisbaas?"),
    ("Mijn broer heeft mij geld geleend", "Ik heb mijn broer geld geleend"),
    ("Wie heeft mij gebeld?", "Wie heb ik gebeld?"),
    ("Wen habe ich angerufen?", "Wer hat mich angerufen?"),
    ("Qui m'a appelé ?", "Qui ai-je appelé ?"),
    ("¿Quién me llamó?", "¿A quién llamé?"),
    ("Somebody sued me at work, what happens?", "What happens if I sue somebody at work?"),
    ("Ma banque peut-elle clôturer mon compte ?", "Puis-je clôturer mon compte bancaire ?"),
]

SAME = [
    ("Mein Chef hat mich verklagt", "Ich wurde von meinem Chef verklagt"),
    ("Mi jefe me denunció", "Fui denunciado por mi jefe"),
    ("Ma banque m'a débité deux fois", "J'ai été débité deux fois par ma banque"),
    ("¿Cómo puedo cambiar mi contraseña?", "¿Cómo se cambia la contraseña?"),
    ("¿Dónde pago la factura?", "¿Dónde se paga la factura?"),
    ("Wie kann ich mein Passwort zurücksetzen?", "Wie setzt man das Passwort zurück?"),
    ("Kann ich mein Abo jederzeit kündigen?", "Ist mein Abo jederzeit kündbar?"),
    ("Peut-on annuler un billet de train ?", "Puis-je annuler un billet de train ?"),
    ("¿Me pueden explicar cómo cancelar mi reserva?", "¿Cómo puedo cancelar mi reserva?"),
    ("¿Se puede devolver un vuelo?", "¿Puedo devolver un vuelo?"),
    ("Posso restituire un regalo senza scontrino?", "Si può restituire un regalo senza scontrino?"),
    ("My bank charged me twice", "I was charged twice by my bank"),
    ("Wenn ich meinen Pass verliere, was tun?", "Was tun, wenn ich meinen Pass verloren habe?"),
    ("Mi sono iscritto al corso, come annullo?", "Come annullo l'iscrizione al corso?"),
    ("Wenn mein Paket nicht geliefert wird, was tun?", "Was tun, wenn ich mein Paket nicht geliefert bekomme?"),
    ("Dürfen Mieter die Wohnung untervermieten?", "Darf ich als Mieter die Wohnung untervermieten?"),
    ("¿Me devolvéis el dinero si cancelo?", "¿Recupero el dinero si cancelo?"),
    ("Mir wurde gekündigt, was nun?", "Ich wurde gekündigt, was nun?"),
    ("Wie kann ich meine Adresse ändern?", "Wie ändere ich meine Adresse?"),
    ("Was kostet es, wenn ich meinen Flug storniere?", "Was kostet die Stornierung meines Fluges?"),
    ("Wie viel Urlaub steht mir zu?", "Wie viel Urlaub habe ich?"),
    ("¿Cuánto tiempo tengo para devolver un pedido?", "¿Cuánto tiempo hay para devolver un pedido?"),
    ("¿Qué documentos necesito para viajar?", "¿Qué documentos se necesitan para viajar?"),
    ("Me robaron el móvil, ¿qué hago?", "¿Qué hago si me roban el móvil?"),
    ("On m'a volé mon téléphone, que faire ?", "Que faire si on m'a volé mon téléphone ?"),
    ("Je me suis fait voler mon téléphone, que faire ?", "On m'a volé mon téléphone, que faire ?"),
    ("Ho perso il passaporto, cosa devo fare?", "Cosa faccio se perdo il passaporto?"),
    ("Mi hanno rubato il portafoglio, cosa faccio?", "Cosa devo fare se mi hanno rubato il portafoglio?"),
    ("Como posso cancelar a minha assinatura?", "Como cancelar a minha assinatura?"),
    ("Perdi meu cartão, o que devo fazer?", "O que faço se perdi meu cartão?"),
    ("Hoe kan ik mijn abonnement opzeggen?", "Hoe zeg ik mijn abonnement op?"),
    ("Puis-je être remboursé si mon vol est annulé ?", "Si mon vol est annulé, serai-je remboursé ?"),
    ("Was darf mein Vermieter kontrollieren?", "Was darf der Vermieter kontrollieren?"),
    ("Mir ist schlecht, was hilft?", "Was hilft, wenn mir schlecht ist?"),
    ("Kann man Milch einfrieren?", "Kann ich Milch einfrieren?"),
    ("Why is my phone not letting me update?", "Why can I not update my phone?"),
    ("I was bitten by a dog, what should I do?", "A dog bit me, what should I do?"),
    ("My employer did not pay me", "I did not get paid by my employer"),
    ("Can you refund me?", "Can I get a refund?"),
]


def vetoes(pair: tuple[str, str]) -> list[str]:
    return [first_veto(*map(analyse, compared(*way))) for way in (pair, pair[::-1])]


@pytest.mark.parametrize("pair", ANOTHER_DOES_IT)
def test_another_doer_is_vetoed(pair: tuple[str, str]) -> None:
    assert all(vetoes(pair))


@pytest.mark.parametrize("pair", SAME)
def test_the_same_doer_passes(pair: tuple[str, str]) -> None:
    assert vetoes(pair) == ["", ""]
