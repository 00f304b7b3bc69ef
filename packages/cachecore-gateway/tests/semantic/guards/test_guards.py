"""Each guard both ways: what it must veto, and honest paraphrases that it must let pass."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.guards import GUARDS, first_veto
from cachecore_gateway.semantic.reading import analyse

BY_NAME = {guard.name: guard for guard in GUARDS}

VETOED: dict[str, list[tuple[str, str]]] = {
    "script": [
        ("我没有签合同怎么办？", "我签了合同怎么办？"),
        ("معنى حَمَّام", "معنى حَمَام"),
        ("Казнить, нельзя помиловать", "Казнить нельзя, помиловать"),
        ("猫が犬を噛みました", "猫を犬が噛みました"),
        ("What does спасибо mean?", "What does спасиба mean?"),
    ],
    "picture": [
        ("Can I give my dog 🍎?", "Can I give my dog 🍇?"),
        ("What is the legal drinking age in 🇩🇪?", "What is the legal drinking age in 🇺🇸?"),
        ("I am allergic to 🥜. What can I eat?", "I am allergic. What can I eat?"),
    ],
    "preposition": [
        ("Which files were changed in the last commit?", "Which files have changed since the last commit?"),
        ("What time does the last flight leave Berlin?", "What time does the last flight leave for Berlin?"),
        ("How do I apply for a coupon?", "How do I apply a coupon?"),
        ("How do I sign up for online banking?", "How do I sign in to online banking?"),
        ("Can I stop taking antibiotics for three days?", "Can I stop taking antibiotics in three days?"),
        ("Is the shop closed for two weeks?", "Is the shop closed after two weeks?"),
        ("How do I work as a personal trainer?", "How do I work with a personal trainer?"),
        ("What changed in the last release?", "What changed since the last release?"),
        ("How do I write a recommendation for a nurse?", "How do I write a recommendation as a nurse?"),
    ],
    "voice": [
        ("When do sellers pay on your site?", "When are sellers paid on your site?"),
        ("Can pharmacists vaccinate against flu?", "Can pharmacists be vaccinated against flu?"),
    ],
    "participle": [
        ("Why am I so tired?", "Why am I so tiring?"),
        ("Who is paying for the dress?", "Who is paid for the dress?"),
        ("Which countries use the gold standard?", "Which countries used the gold standard?"),
        ("Who runs Twitter?", "Who ran Twitter?"),
        ("developing countries", "developed countries"),
        ("How do I get a park permit?", "How do I get a parking permit?"),
        ("Where is the nursing room?", "Where is the nurses' room?"),
        ("How do I find the mean of a column?", "How do I find the meaning of a column?"),
        ("How do I see expiring coupons?", "How do I see expired coupons?"),
        ("Can an adopted adult get the birth records?", "Can an adopting adult get the birth records?"),
        ("How do I talk to a bored child?", "How do I talk to a boring child?"),
    ],
    "wording": [
        ("Who directed Alien?", "Who directed Aliens?"),
        ("Who directed Love Actually?", "Who directed Love?"),
        ("Is this sentence correct? The dog wagged its tail.", "Is this sentence correct? The dog wagged it's tail."),
        ("Where is a comma missing? Let's eat, grandma", "Where is a comma missing? Let's eat grandma"),
        ("Is the brand name written correctly? iphone", "Is the brand name written correctly? iPhone"),
        ("Is recieve spelled correctly?", "Is receive spelled correctly?"),
    ],
    "degree": [
        ("How old do you have to be to rent a car?", "What is the maximum age for renting a car?"),
        ("do you have this in a bigger size", "do you have this in the biggest size"),
        ("Which hotel is more popular in Rome?", "Which hotel is most popular in Rome?"),
    ],
    "code": [
        ("SELECT * FROM t WHERE a <> NULL gives no rows", "SELECT * FROM t WHERE a <> 'NULL' gives no rows"),
        ('why does x = "5" + 1 give 51', "why does x = 5 + 1 give 51"),
        ("Why is 0.1 + 0.2 not 0.3 in JavaScript?", "Why is '0.1' + '0.2' not '0.3' in JavaScript?"),
        ("What does grep -v do?", "What does grep -V do?"),
        ("What does rm * .o do?", "What does rm *.o do?"),
        ("What does the regex a.*b match in 'a1b2b'?", "What does the regex a.*?b match in 'a1b2b'?"),
        ("where do errors go with: cmd > out.txt 2>&1", "where do errors go with: cmd 2>&1 > out.txt"),
    ],
    "language": [("How do I cancel my order in the app?", "Wie kann ich meine Bestellung in der App stornieren?")],
    "identifier": [
        ("What changed in v2.1.0?", "What changed in v2.2.0?"),
        ("What is in /etc/hosts on Linux?", "What is in /etc/passwd on Linux?"),
        ("git merge with --squash", "git merge with --no-ff"),
        ("Who owns ana@example.org?", "Who owns bob@example.org?"),
        ("Is https://example.org/a safe?", "Is https://example.org/b safe?"),
    ],
    "number": [
        ("Name three noble gases", "Name four noble gases"),
        ("Can type 2 diabetes be reversed?", "Can type 1 diabetes be reversed?"),
        ("git undo the last commit", "git undo the last two commits"),
        ("Who was Henry VIII?", "Who was Henry VII?"),
        ("my second invoice is wrong", "my third invoice is wrong"),
        ("Nenne drei Flüsse in Bayern", "Nenne vier Flüsse in Bayern"),
        ("What is 10% of a salary?", "What is 15% of a salary?"),
    ],
    "unit": [
        ("What is 50 megabits per second good for?", "What is 50 megabytes per second good for?"),
        ("Is 5 kg too heavy?", "Is 5 lb too heavy?"),
        ("logs over 100 MB", "logs over 100 KB"),
        ("I weigh 100 pounds", "I weigh 100 kg"),
    ],
    "duration": [
        ("parking for 2 hours", "parking for 2 days"),
        ("in 5 months, is it bad to wait 5 mnths", "in 5 years, is it bad to wait 5 mnths"),
        ("a two-week visa", "a three-week visa"),
    ],
    "currency": [("Can I send $50?", "Can I send €50?"), ("Is 50 euros enough?", "Is 60 euros enough?")],
    "time": [
        ("Is there a train at 7am?", "Is there a train at 7pm?"),
        ("Wake me at 06:30", "Wake me at half past seven"),
        ("Is 14:00 UTC fine?", "Is 14:00 CET fine?"),
    ],
    "date": [
        ("Are you open on Monday?", "Are you open on Sunday?"),
        ("Is the office closed on 3 May?", "Is the office closed on 3 June?"),
        ("flights in january", "flights in february"),
    ],
    "measure": [
        ("How many days does a card take?", "How many weeks does a card take?"),
        ("What is the price in euros?", "What is the price in dollars?"),
    ],
    "quotation": [
        ("How is the word 'Polish' pronounced?", "How is the word 'polish' pronounced?"),
        ('What does "carpe diem" mean?', 'What does "mea culpa" mean?'),
        ("what is `ls`?", "what is `cd`?"),
    ],
    "operator": [
        ("What does print(7 // 2) show?", "What will I see with print(7 / 2)?"),
        ("solve 3x + 7 = 11", "solve 3x + 7 > 11"),
        ("Is a == b here?", "Is a != b here?"),
    ],
    "negation": [
        ("My parcel says delivered but it isn't here.", "My parcel says not delivered but it is here."),
        ("Which fees can I avoid paying?", "Which fees can I not avoid paying?"),
        ("Why is my phone charging?", "Why isn't my phone charging?"),
        ("Welche Zutaten gehören in den Salat?", "Welche Zutaten gehören nicht in den Salat?"),
        ("Is it open on holidays?", "Is it open except on holidays?"),
    ],
    "antonym": [
        ("How do I open a savings account?", "How do I close a savings account?"),
        ("Is the offer included?", "Is the offer excluded?"),
        ("Do women always open doors?", "Do women never open doors?"),
        ("Are dogs allowed on the beach?", "Are dogs banned on the beach?"),
        ("how to install the driver", "how to uninstall the driver"),
        ("Is it safe to eat?", "Is it unsafe to eat?"),
        ("I have pain in my left knee", "I have pain in my right knee"),
    ],
    "bound": [
        ("May I eat before the exam?", "May I eat after the exam?"),
        ("tea with sugar recipe", "tea without sugar recipe"),
        ("Turn the heating on", "Turn the heating off"),
        ("at most five people", "at least five people"),
    ],
    "name": [
        ("capital of australia", "capital of austria"),
        ("Is Ana Ruiz in the office?", "Is Tom Ruiz in the office?"),
        ("Does Zalando ship to Norway?", "Does Zendesk ship to Norway?"),
    ],
    "question-type": [
        ("In which year was the bridge built?", "In which city was the bridge built?"),
        ("What is the tower?", "How high is the tower?"),
        ("What is the time zone of Iceland?", "When is the time zone of Iceland?"),
        ("What is the fee for a new card?", "When is the fee for a new card due?"),
        ("where can i see who last edited a shared folder", "where can i see when someone last edited a shared folder"),
        ("Why did the wall fall?", "When did the wall fall?"),
        ("How long is the flight to Oslo?", "How often is the flight to Oslo?"),
        ("Who wrote the report?", "Where was the report written?"),
        ("How do I stop lying?", "Why do I stop lying?"),
    ],
    "moment": [("What is open today?", "What is open tomorrow?"), ("sales this week", "sales last week")],
    "modality": [
        ("Dois-je voter par procuration ?", "Puis-je voter par procuration ?"),
        ("Can I leave early?", "Must I leave early?"),
        ("darf ich am see grillen", "muss ich am see grillen"),
    ],
    "tense": [
        ("Was the bridge closed?", "Is the bridge closed?"),
        ("My son won't eat soup, what can I do?", "My son isn't eating soup, what can I do?"),
        ("Can I withdraw an offer that is being accepted?", "Can I withdraw an offer that has been accepted?"),
    ],
    "watch": [
        ("Notify me if the build fails.", "Notify me whether the build fails."),
        ("Page the on-call if the disk is full", "Page the on-call whether the disk is full"),
    ],
    "quantifier": [
        ("Do all rooms have a sea view?", "Do any rooms have a sea view?"),
        ("Are there few good schools in Oakville?", "Are there a few good schools in Oakville?"),
        ("delete all the branches", "delete some of the branches"),
        ("Who can enter with a pass?", "Who can enter only with a pass?"),
        ("Is Ana and Jo free at noon?", "Is Ana or Jo free at noon?"),
    ],
    "person": [
        (
            "Can I cancel my insurance in the first 14 days?",
            "Are you allowed to cancel my insurance in the first 14 days?",
        ),
        ("Which visa does my wife need?", "Which visa does my employee need?"),
        ("Explain gravity to a child", "Explain gravity to a physicist"),
        ("Write to him about the rent", "Write to her about the rent"),
    ],
    "asked-language": [("Say good morning in French", "Say good morning in Danish")],
    "form": [("Give the steps as a table", "Give the steps as a paragraph"), ("a haiku on snow", "a limerick on snow")],
    "direction": [
        ("How long is the drive from Oslo to Bergen?", "How long is the drive from Bergen to Oslo?"),
        ("paracetamol after alcohol", "alcohol after paracetamol"),
    ],
    "exchange": [
        ("Can I sue my employer for breach of contract?", "Can my employer sue me for breach of contract?"),
        ("Do I need travel insurance if I have an EHIC?", "Do I need an EHIC if I have travel insurance?"),
        ("pick it up in Lyon and drop it off in Geneva", "pick it up in Geneva and drop it off in Lyon"),
        ("an index on (last_name, first_name)", "an index on (first_name, last_name)"),
        ("Can I use baking soda instead of baking powder?", "Can I use baking powder instead of baking soda?"),
        ("My speed is 12 but I pay for 100.", "My speed is 100 but I pay for 12."),
        ("Que faire de Paris vers Lyon ?", "Que faire de Lyon vers Paris ?"),
        ("Can dogs infect cats?", "Can cats infect dogs?"),
    ],
    "role": [
        ("Does lightning cause thunder?", "is lightning caused by thunder"),
        ("Who manages Alice?", "Who does Alice manage?"),
        ("By whom is Alice managed?", "Who does Alice manage?"),
        ("Can dogs bite cats?", "Can dogs be bitten by cats?"),
        ("Do cats chase mice?", "Do mice chase cats?"),
    ],
    "sign": [
        ("Can I take 1/2 Advil pills?", "Can I take 1-2 Advil pills?"),
        ("Is .5 mg of it a lot?", "Is 5 mg of it a lot?"),
        ("Puis-je prendre 1.000 mg de paracétamol ?", "Puis-je prendre 1 mg de paracétamol ?"),
        ("Is a 1.500 kcal diet healthy?", "Is a 1.5 kcal diet healthy?"),
        ("My card shows -$450, do I owe money?", "My card shows $450, do I owe money?"),
        ("It is −10 °C outside, should I run?", "It is 10 °C outside, should I run?"),
        ("Solve for x: 3x + 5 = -10", "Solve for x: 3x + 5 = 10"),
        ("What does df.shift(-1) do?", "What does df.shift(1) do?"),
        ("How do I install Python 3.1?", "How do I install Python 3.10?"),
        ("What does range(1,100) yield?", "What does range(1100) yield?"),
        ("What is 10² in words?", "What is 102 in words?"),
        ("if (!user.isAdmin) allow() - is this right?", "if (user.isAdmin) allow() - is this right?"),
        ("What does (1 + 2) * 3 equal?", "What does 1 + 2 * 3 equal?"),
        ("SELECT * FROM t WHERE a OR b AND c", "SELECT * FROM t WHERE (a OR b) AND c"),
        ("What does rm -rf ./build do?", "What does rm -rf /build do?"),
        ("Replace . with , in Excel", "Replace , with . in Excel"),
        ("Is a ∈ B?", "Is a ∉ B?"),
        ('What does typeof "5" return?', "What does typeof 5 return?"),
        ("How much power is 5 mW?", "How much power is 5 MW?"),
        ("How long does it take at 100 Mb/s?", "How long does it take at 100 MB/s?"),
        ("What does HH:mm mean in Java?", "What does hh:mm mean in Java?"),
        ("Convert HELLO to hello in Python", "Convert hello to HELLO in Python"),
        ("Wann kommen Sie an?", "Wann kommen sie an?"),
        ("Who will help us with taxes?", "Who will help US with taxes?"),
        ("What were the 80s like?", "What were the 80 seconds like?"),
        ("¿Por qué compro la casa?", "¿Por qué compró la casa?"),
        ("Welche Taste muss ich drucken?", "Welche Taste muss ich drücken?"),
        ("Compute the hash of: please open", "Compute the hash of: open"),
        ("Reset the password of user hoffmann", "Reset the password of user hofmann"),
        ("drop table customer in postgres", "drop table customers in postgres"),
    ],
    "doer": [
        ("Which branches are there in this repo?", "Which branch am I on in this repo?"),
        ("What user am I connected as in psql?", "Which users are connected in psql?"),
        ("What happens if I have blocked someone?", "What happens if I have been blocked by someone?"),
        ("Will I get a refund if my flight is cancelled?", "Will I get a refund if I cancel my flight?"),
        ("What happens if my phone is stolen?", "What happens if I steal a phone?"),
        ("Which functions call malloc?", "Which functions does malloc call?"),
        ("Who owes me an apology?", "Who do I owe an apology?"),
        ("Can Google delete my account?", "Can I delete my Google account?"),
    ],
    "subject": [
        ("Darf mich mein Arbeitgeber verklagen?", "Darf ich meinen Arbeitgeber verklagen?"),
        ("Puis-je poursuivre mon employeur ?", "Mon employeur peut-il me poursuivre ?"),
    ],
    "case": [
        ("Der Hund hat den Nachbarn gebissen", "Den Hund hat der Nachbar gebissen"),
        ("Welchen Spieler hat der Trainer beleidigt?", "Welcher Spieler hat den Trainer beleidigt?"),
        ("Qui mange les serpents ?", "Que mangent les serpents ?"),
        ("Qui a battu la France ?", "Qui la France a-t-elle battu ?"),
        ("¿Qué hago si mi hijo le pegó a su profesor?", "¿Qué hago si a mi hijo le pegó su profesor?"),
    ],
    "article": [
        ("Combien pèse un livre ?", "Combien pèse une livre ?"),
        ("¿Cómo se cura el cólera?", "¿Cómo se cura la cólera?"),
        ("¿Cuál es el origen del orden?", "¿Cuál es el origen de la orden?"),
    ],
    "comma": [
        ("Do you sell fifty-five gallon drums?", "Do you sell fifty five-gallon drums?"),
        ("Translate: the teacher, says the head, is late", "Translate: the teacher says, the head is late"),
        ("¿Qué es: Perdón imposible, que cumpla?", "¿Qué es: Perdón, imposible que cumpla?"),
    ],
    "unknown-language": [
        ("Vad kostar en tomt i Åre?", "Vad kostar en tomte i Åre?"),
        ("İngilizceye çevir: Çok sıkıldım", "İngilizceye çevir: Çok sıkıştım"),
    ],
    "focus": [
        ("Do pandas only eat bamboo?", "Is it only pandas that eat bamboo?"),
        ("Do students only get a discount?", "Are students the only people who get a discount?"),
    ],
    "obligation": [
        ("You don't need to shake this medicine, right?", "You must not shake this medicine, right?"),
        ("We don't have to answer, correct?", "We must not answer, correct?"),
    ],
    "relation": [
        ("Does muscle gain lead to a higher metabolism?", "Will having a higher metabolism lead to gaining muscle?"),
        ("Can diabetes cause kidney disease?", "could diabetes result from kidney disease"),
        ("What caused the sea to shrink?", "What did the shrinking of the sea cause?"),
        ("Should I encrypt the stick before copying the data?", "Do I copy the data onto the stick, then encrypt it?"),
        ("Should I back up my iPhone before updating?", "Should I back up my iPhone after updating it?"),
    ],
    "repetition": [
        (
            "How do I change the address of an order?",
            "How do I change the address of an order? Why should I change the address of an order?",
        ),
        ("Who may approve it by then?", "Who may approve it by then? Who may approve it by then, and why?"),
    ],
    "kind": [("Is a fork dangerous?", "Is a spoon dangerous?")],
    "substitution": [
        ("How do I delete a remote branch?", "How do I rename a remote branch?"),
        ("Is breakfast included in the rate?", "Is parking space included in the rate?"),
        ("Wie setze ich mein Passwort zurück?", "Wie setze ich mein Fahrrad zurück?"),
    ],
    "addition": [("How many players are on a volleyball team?", "How many players are on a beach volleyball team?")],
}

PASSED = [
    ("What happened on July 20, 1969?", "What happened on 20 July 1969?"),
    ("Why can't I log in?", "Why can I not log in?"),
    ("Do the shops close on Sunday?", "Are the shops closed on Sunday?"),
    ("How do I cancel an order?", "cancelling an order"),
    ("How do I pay for a ticket?", "How do I pay a ticket?"),
    ("Can unused days be carried over?", "Can I carry over unused days?"),
    ("Where does nginx store its logs?", "In which directory does nginx store its logs?"),
    ("How long is the warranty?", "What is the duration of the warranty?"),
    (
        "What is the difference between a debit card and a credit card?",
        "What is the difference between a credit card and a debit card?",
    ),
    ("What time do you close on 24 December?", "What are your closing hours on 24 December?"),
    ("Difference between @static and @classmethod?", "Difference between @classmethod and @static?"),
    ('Detect the language of: "Kde je nádraží?"', 'Identify which language this is: "Kde je nádraží?"'),
    ('Find me a word that rhymes with "silver"', 'Find me a rhyme for "silver"'),
    ("I was sent the wrong colour, what can I do?", "You sent me the wrong colour, what can I do?"),
    ("Posso pagar o IPVA em atraso pela internet?", "O IPVA em atraso pode ser pago pela internet?"),
    ("Can you check if the shop is open?", "Can you check whether the shop is open?"),
    ("How do I read only the first ten lines?", "How do I read just the first ten lines?"),
    ("Cut back lavender after it blooms or before?", "Cut back lavender before it blooms or after?"),
    ("Is there a fee for cancelled flights?", "Is there a fee for cancelling flights?"),
    ("Can I pay with card?", "Can I pay by card?"),
    ("What is the price of a ticket?", "What is the price for a ticket?"),
    ("Are shops open on public holidays?", "Are shops open during public holidays?"),
    ("He'd paid the rent when I asked. What now?", "He had paid the rent when I asked. What now?"),
    ("What did I do the last few days?", "What did I do in the last few days?"),
    ("What is the fee for a new card?", "How much is the fee for a new card?"),
    ("How high is the VAT in Germany?", "What is the VAT in Germany?"),
    ("What is 25% of 360?", "How much is 25% of 360?"),
    ("What is the best time to visit Iceland?", "When is the best time to visit Iceland?"),
    ("What is the location of the tax office?", "Where is the tax office?"),
    ("What makes my phone so hot?", "Why is my phone so hot?"),
    ("How long will milk keep in the fridge?", "How long does milk keep in the fridge?"),
    ("Why was my parcel sent back?", "Why has my parcel been sent back?"),
    ("我怎么重置密码", "我怎么重置密码？"),
    ("How many µm are in 5 mm?", "how many µm in 5mm"),
    ("What does спасибо mean?", "What is the meaning of спасибо?"),
    ("Best pizza in Rome? 🍕", "Best pizza in Rome?"),
    ("How do I reset my password? 😊", "How do I reset my password? 🙏🏽"),
    ("How do I make pancakes 🥞", "How do I make pancakes"),
    ("Will it be done in two weeks?", "Will it be done within 2 weeks?"),
    ("Where was I for the last three days?", "Where was I in the last three days?"),
    ("How do you spell accommodate?", "how is accommodate spelled"),
    ('What does the word "estoppel" mean?', "What does the word “estoppel” mean?"),
    ("What does error F28 mean?", 'What does error "F28" mean?!'),
    ("Is 1,000 euros a lot?", "Is 1000 euros a lot?"),
    ("Book it for Friday at 7pm", "book it for Friday at 7PM"),
    ("Is 300 Mbps enough?", "is 300 mbps enough?"),
    ("Can I carry over unused holiday?", "Can unused holiday be carried over?"),
    ("¿Cuántos días tengo?", "Cuantos dias tengo?"),
    ("Wie kündige ich den Vertrag?", "wie kuendige ich den vertrag"),
    ("Do I have to answer?", "Must I answer?"),
    ("Does stress cause insomnia?", "Is insomnia caused by stress?"),
    ("Does poverty lead to crime?", "Is crime a result of poverty?"),
    ("After an update, should I restart my phone?", "Should I restart my phone after an update?"),
    ("compare the rent in Paris and the rent in Rome", "compare the rent in Rome and the rent in Paris"),
    ("Is 100 Mbps enough for two people?", "Are a hundred megabits per second enough for two people?"),
    ("Who proved Fermat's Last Theorem?", "By whom was Fermat's Last Theorem proved?"),
    ("Can an employer read emails sent from work?", "Can emails sent from work be read by an employer?"),
    ("Which phone is better, A or B?", "Which phone is the best, A or B?"),
    ("I don't think the app works", "I think the app doesn't work"),
    ("why doesn't my printer print in colour", "why is my printer not printing in colour"),
    ("Can you cancel my order?", "Could you cancel my order?"),
    # surface, courtesy, contraction
    ("How do I reset my password?", "how do i reset my password"),
    ("How do I reset my password?", "Hello, could you please tell me how I reset my password? Thanks!"),
    ("What's the capital of France?", "What is the capital of France"),
    ("It doesn't start", "it does not start"),
    # numbers, times and measures in other words
    ("Name five rivers", "Name 5 rivers"),
    ("Can I park for 90 minutes?", "Can I park for 1.5 hours?"),
    ("Is there a train at 2pm?", "Is there a train at 14:00?"),
    ("Wake me at 7:40", "Wake me at twenty to eight"),
    ("a budget of 1,000 euros", "a budget of €1000"),
    ("files over 10k lines", "files over ten thousand lines"),
    ("Is 3 May a holiday?", "Is May 3rd a holiday?"),
    ("a parcel of 1.2 kg", "a parcel of 1200 g"),
    ("modified more than 7 days ago", "modified more than a week ago"),
    ("Who was Henry VIII?", "Who was Henry the Eighth?"),
    ("Nenne drei Flüsse", "Nenne 3 Flüsse"),
    ("a poem of a hundred words", "a poem of 100 words"),
    ("How do I get rid of slugs without chemicals?", "How do I get rid of slugs with no chemicals?"),
    # phrasal verbs, of which no dictionary tells
    ("How do I turn off data roaming on my iPhone?", "How do I disable data roaming on my iPhone?"),
    ("How do I put off my appointment?", "How do I postpone my appointment?"),
    # symmetric order
    ("difference between tea and coffee", "difference between coffee and tea"),
    ("Which is bigger, Lake Superior or Lake Victoria?", "Which is bigger, Lake Victoria or Lake Superior?"),
    ("git merge vs git rebase", "git rebase vs git merge"),
    # the contrary denied, sides exchanged
    ("Is smoking forbidden here?", "Is smoking not allowed here?"),
    ("Is Rome larger than Milan?", "Is Milan smaller than Rome?"),
    # other spellings of a word
    ("Do I preheat the oven?", "do i pre-heat the oven"),
    ("Is it safe to fly with a DVT?", "Is it safe to fly with a deep vein thrombosis?"),
    ("Move my dentist appointment", "Move my dentist appt"),
    ("reset my pasword please", "reset my password"),
    # voice, order, synonyms
    ("How often should I change the oil?", "How often should the oil be changed?"),
    ("Can I bring a stroller?", "Can I bring a pushchair?"),
    ("Where is the nearest pharmacy?", "Where is the closest pharmacy?"),
    ("What should I do when my car overheats?", "When my car overheats, what should I do?"),
    ("How can I get to the airport?", "What is the way to the airport?"),
    ("How long does delivery take?", "How many days does delivery take?"),
    # few words in common: for the verifier to judge
    ("Why is the Dead Sea so salty?", "what makes the lake between Israel and Jordan have such a high mineral content"),
    ("hand luggage size economy", "I've got the cheapest kind of seat. How big may my carry-on be?"),
    ("card lost, what now", "I can't find my bank card anywhere and don't know what to do"),
    # other languages
    ("Wie viele Einwohner hat Leipzig?", "wie viele einwohner hat leipzig"),
    ("¿Dónde puedo recoger un paquete?", "donde puedo recoger un paquete"),
]


def test_every_guard_has_cases() -> None:
    assert set(VETOED) == set(BY_NAME)
    assert len(BY_NAME) == len(GUARDS)


@pytest.mark.parametrize(("name", "pair"), [(name, pair) for name, pairs in VETOED.items() for pair in pairs])
def test_a_guard_vetoes_both_ways_round(name: str, pair: tuple[str, str]) -> None:
    left, right = (analyse(text) for text in pair)
    assert BY_NAME[name].veto(left, right)
    assert BY_NAME[name].veto(right, left)


@pytest.mark.parametrize("pair", PASSED)
def test_honest_paraphrases_pass_every_guard(pair: tuple[str, str]) -> None:
    left, right = (analyse(text) for text in pair)
    assert [guard.name for guard in GUARDS if guard.veto(left, right)] == []
    assert first_veto(right, left) == ""


@pytest.mark.parametrize(
    "text", sorted({text for pair in PASSED for text in pair} | {"", "?", "日本語の質問です", "x = y"})
)
def test_no_guard_vetoes_a_text_against_itself(text: str) -> None:
    assert first_veto(analyse(text), analyse(text + " ")) == ""


def test_the_first_veto_is_the_one_recorded() -> None:
    left, right = analyse("Can I send $50 to Ana?"), analyse("Can't I send €60 to Tom?")
    assert first_veto(left, right) == "currency"
