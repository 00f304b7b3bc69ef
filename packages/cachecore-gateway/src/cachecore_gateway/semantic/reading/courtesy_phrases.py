"""What people write around a question, as patterns in the seven languages of the gateway's users and some more.

Each must be empty of matter wherever it matches: no name, place, number or wish may hide in it.
"""

from __future__ import annotations

from .words import words_in

__all__ = ["AFTER_WORDS", "AS_SENTENCES", "OPENINGS"]

_GREETING = (
    r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|dear (?:all|team|sir|madam|support)"
    r"|hallo|guten (?:tag|morgen|abend)|bonjour|bonsoir|salut|hola|buen[oa]s (?:días|tardes|noches)|ciao|salve|olá"
    r"|bom dia|boa (?:tarde|noite)|buongiorno|buonasera|coucou|goedemorgen|goedemiddag|goedenavond|goedendag"
    r"|grüezi|grüß gott|merhaba|iyi günler|dzień dobry|cześć|hejsan|dobrý den|bună ziua|здравствуйте|добрый день|привет"
    r"|добрий день|selamat pagi|xin chào|안녕하세요|नमस्ते|مرحبا|السلام عليكم"
    r"|hi+|hell?o+|heya?|bjr|bjour|hullo|good ?day(?: to you)?"
    r"|(?:oi|hoi|moin|servus|hej|hei|moi|halo|ahoj|szia|selam|bună|gm|yo)(?= ?[,!.\n]))"
    r"(?: there| all| everyone| everybody| team| folks| guys| again| zusammen| buenas"
    r"| doctor| doc| mate| friend| assistant| bot)*"
)
_FRIEND = (
    r"(?:mate|matey|buddy|pal|dear|my dears?|my friends?|love|luv|hun|man|bro|bruv|sir|madam|guys|folks|all|everyone"
    r"|everybody"
    r"|team|boss|darling|champ|legend|people|good people|amigos?|leute|an alle|à tous|a tutti|a todos|allemaal)"
)
"""Who is thanked or greeted, none of whom the answer could be about."""
_ADDRESSED = (
    rf"(?: (?:dear |lovely |kind |respected |good |the |my |our |fellow |clever |wise )*(?:{_FRIEND}|support|customer"
    r"|service|helpdesk|desk|staff|crew|assistants?|bots?|helpers?|teachers?|miss|chef|professor|experts?|friends?"
    r"|community|forum|strangers?|internet|hive mind|you|to you|again|hr|it|shop"
    r"|seller|coach)){1,3}(?=\s?[,!:–—]|\s-\s)"
)
"""Who is greeted in front of a mark, none of whom the answer could be about: not a vet, a tenant, Java or Spain."""
_BETWEEN = words_in(
    "it its it's this that you u all of the a an and for to in on at so very really too here there now"
    " again before already today tonight morning evening night day days week weeks hour hours ages long"
    " while time times work been have has is was are am i i'm we me my us your with not no know question"
    " questions thread threads place right wrong forum ask asked asking much lot few couple minute minutes"
    " month months well good fine great ok okay trouble bother bothering interruption everyone anyone help"
    " answer answers kind thing one if just maybe probably about over by bot later late early tired sorry"
    " silly stupid dumb basic noob obvious weekend message finds safe service doing having nice lovely"
    " beautiful wonderful health"
)
_FILL = rf"(?:,? (?:{'|'.join(sorted(_BETWEEN))})\b)*"
"""Words between the fixed ones of a phrase; any other could be the matter itself."""
_NOT_ABOUT = r"(?! (?:about|for|to|him|her|them|my|the|an?)\b)"
"""What is asked of somebody, or wanted of him, belongs to the question."""

_WH = r"(?= (?:how|what|when|where|which|who|whom|whose|why|if|whether)\b)"
_ASKING = (
    r"(?= (?:how|what|when|where|which|who|whom|whose|why|is|are|was|were|do|does|did|can|could|will|would|should|i)\b)"
)
_BUT = r"(?:[.!,]|\bbut\b)(?: but\b)?"

_SOMEBODY = r"(?:you|someone|anyone|anybody|somebody|u)"
_FRAMES = (
    rf"(?:i(?:'m| am)|we(?:'re| are)) (?:just |still )?(?:trying|hoping|looking|keen|curious) to (?:figure out|find out"
    rf"|know|learn|understand|work out|see){_WH}",
    rf"(?:i|we)(?:'d| would) be (?:very |really )?(?:interested|curious|keen|happy|glad) to (?:know|hear|learn){_WH}",
    rf"(?:i'm |we're |i )?(?:hoping|hope) (?:that )?{_SOMEBODY} (?:can|could)"
    rf" (?:say|tell me|explain|help(?: me)?(?: with)?){_WH}",
    r"any (?:tips|thoughts|ideas?|advice|pointers?|suggestions?|clues?|info|hints?|help)(?: on| about| as to| for)?"
    rf"(?:{_WH}|(?=[:,]))",
    r"(?:i'm |i am )?(?:seeking|need|looking for|asking for|after) (?:some |a bit of |your )?(?:advice|help"
    r"|guidance|info)"
    r"(?=[:,.!–-])",
    rf"{_SOMEBODY},? (?:please |pls )?(?:explain|tell me){_WH}",
    r"(?:explain|show me|clarify|advise me|advise)(?: to me)?"
    r"(?=,? (?:please )?(?:how|why|whether) (?:i|to|does|do|is|are|can)\b)",
    r"(?:please|pls|kindly) advise\b(?=[:,.!–-]| how| what| why| when| where| which| who| if| whether)",
    rf"(?:so,? )?(?:(?:here(?:'s| is)|this is|that(?:'s| is)) )?(?:my|the|a|another)(?: \w+)? question"
    rf"(?: (?:is|would be|for you))?(?:(?=\s?[:,.!–-])|{_WH})",
    r"what i(?:'m| am| was)? (?:after|looking for|asking|wondering|trying to (?:find out|understand"
    r"|figure out)) is(?: this)?"
    r"\b",
    r"(?:here(?:'s| is)|this is) what i(?:'d| would) (?:like|need|want)(?: you to do)?(?=[:,])",
    r"(?:i'd|i would) (?:like|love|want) you to\b(?= \w)",
    rf"first of all,? (?:many )?(?:thanks|thank you){_FILL}[.!]",
    r"(?:oh (?:dear|no|well|boy|gosh)|silly me|my apologies|apologies|sorry)(?=\s?[,!.])",
    rf"(?:so )?(?:sorry|apologies|forgive me) if (?:this|it|that)(?:'s| is| has| was){_FILL}"
    rf" (?:been )?(?:obvious|silly|dumb|stupid|basic|simple|been asked|asked before|off.topic)\b{_FILL}[,.!:]",
    r"(?:a |my |another )?(?:newbie|noob|beginner|stupid|silly|dumb|quick|random|odd|weird|short|small|simple|general)"
    r" (?:question|q|one)(?: (?:maybe|here|i know|probably|perhaps))*(?:,? but\b|(?=\s?[,:.!–-]))",
    r"i keep wanting to ask(?: this)?(?=\s?:)"
    r"|how (?:does one|do i|would (?:you|one)) do this(?=\s?:)"
    r"|(?:i'm |i am )?(?:looking for|after|seeking) (?:a )?recommendations?(?=\s?:)|(?:i )?need help(?=\s?:)",
    r"if i may(?: ask)?(?=\s?[,:])|with (?:all )?(?:due )?respect(?=,)",
    r"dear (?:sir or madam|sir/madam|sirs|ladies and gentlemen)(?=,)",
    r"(?:perdon\w*|disculp\w*) (?:la molestia|las molestias)|(?:excusez-moi|désolée?) de vous déranger",
    r"(?:wondering|asking myself)(?: about this)?(?=[:,])|i (?:keep|kept) (?:wondering"
    r"|asking myself)(?: this)?(?=[:,]| how| why)",
)
"""What says no more than that something is asked."""
_THEN = (
    r"(?=\s?[?.!]+\s+(?!.*\b(?:it|this|that)\b)(?!(?:in|auf|en|into|to|as|means?|meaning|translat\w*|say)\b)\S+\s+\S+)"
)
"""Something else is asked then, not what this is in another language."""
_PHATIC = (
    r"(?:how (?:are|r) (?:you|u|we|things|ya)(?: all| today| doing(?: today)?| this (?:morning|evening|afternoon))?"
    r"|how(?:'s| is) (?:it going|everything|life|your day(?: going)?)|what'?s up|how do you do|¿?qué tal|¿?cómo estás?"
    rf"|wie geht(?:'s| es (?:dir|ihnen))|(?:comment )?ça va|come stai|tudo bem){_THEN}",
    r"(?:(?:is )?(?:anyone|anybody|somebody|someone)|(?:are )?(?:you|u))(?: still)? (?:around|there|here|awake|about)"
    r"(?: today| tonight)?(?=\s?[?,])",
    r"(?:can|could|would|will) (?:you|u|anyone|anybody|somebody|someone)(?: please| pls| kindly| maybe)? help(?: me"
    r"| us)?(?: out)?"
    r"(?: here| please| pls| plz)*(?=\s?[?,.!])",
    r"(?:do )?(?:you|u)? ?(?:have|got) (?:a |one )?(?:sec|second|minute|min|moment)(?: for me)?(?=\s?[?,])",
    r"(?:may|can|could) i (?:ask|bother|trouble) you(?: (?:something|a question|a (?:sec|moment|minute)"
    r"|with (?:something|a question)))?"
    r"(?=\s?[?,.:])|i wonder if i (?:might|may|could) (?:trouble|bother) you(?: (?:a|for a) (?:moment"
    r"|minute))?(?=\s?[?,.:])",
    r"(?:please )?(?:do )?(?:forgive|excuse|pardon) (?:please )?(?:me|my (?:bad |poor |broken |rusty )?(?:english"
    r"|ignorance|french|german"
    r"|typos|spelling|question|asking|bothering you)|the (?:silly |stupid |dumb |basic )?(?:question|intrusion"
    r"|disturbance|interruption"
    r"|bother)|a (?:silly|stupid|dumb|basic) question)(?: please)?(?: (?:for|that i)(?: am| 'm)? (?:bother(?:ing)?"
    r"|ask(?:ing)?|troubl(?:e|ing)"
    r"|disturb(?:ing)?|interrupt(?:ing)?)(?: you)?(?: (?:with this|again))?)?(?: so (?:early|late))?(?=\s?[.!,:]"
    r"| but\b)",
    r"(?:sorry|apologies|sry|srry|soz)(?: in advance)?(?: (?:to (?:interrupt|bother|disturb|trouble)(?: (?:you"
    r"|everyone|u))?(?: again)?"
    r"|(?:it's|its) (?:so )?late|for the (?:silly |stupid |dumb |basic |daft )?(?:question|bother"
    r"|interruption)))(?:,? but\b|(?=\s?[.!,:]))",
    r"(?:thanks|thank you|thx|ta) for (?:reading|looking|your time|having me|stopping by)(?=\s?[.!,])",
    r"(?:i )?(?:hope|trust|hoping) (?:you(?:'re| are)?(?: all)?|all of you|everyone(?:'s| is)?"
    r"|everybody(?: is)?) (?:(?:are|is|had|have|having|keeping|doing)"
    r" )?(?:a )?(?:very )?(?:well|fine|good|great|ok|okay|lovely|nice|fab)(?: (?:weekend|day|week|morning|evening"
    r"|afternoon))?"
    r"(?: (?:today|there))?(?=\s?[.!,])",
    r"(?:i have|i've|i got|i've got|got) (?:a|one|another|an)? ?(?:(?:silly|quick|small|short|little|daft|dumb|basic"
    r"|simple|general|brief) )*"
    r"question(?: (?:for you|here|if you please|please))?(?=\s?[.:,!])|(?:daft|ianal|newb) question(?=\s?[,:])"
    r"|(?:eine )?kurze frage(?: hätte ich)?(?=\s?[,:])",
    r"(?:whenever|when) you(?:'re| are) ready(?=\s?,)|whenever it suits(?: you)?(?=\s?[,:])"
    r"|if (?:that's|that is|it's|it is) (?:ok|okay|alright|all right|fine)(?: (?:with|by) you)?(?=\s?,)"
    r"|if you've got a (?:moment|minute|sec)(?=\s?,)"
    r"|when you (?:have|get) a (?:moment|minute|sec)(?=\s?,| (?:could|can|would)\b)|for (?:you"
    r"|anyone) who knows?(?=\s?,)",
    r"(?:would you be|be) (?:a |an )(?:dear|angel|love|star|sweetheart|darling)(?: and\b(?= \w)|(?=\s?[,:]))",
    r"(?:could|can|would|will) (?:you|u) do me a favou?r(?: and\b(?= \w)|(?=\s?[,:?.]))"
    r"|do me a favou?r(?: and\b(?= \w)|(?=\s?[,:]))",
    r"(?:mate|buddy|pal|bro|folks|guys|my dears?|my friends?|darling)(?=,)(?!, \w+,)|(?:dear|respected|esteemed"
    rf"|hello again) {_FRIEND}\b(?=\s?[,.!:])",
    rf"(?:i was|we were|i've been|was|been|i'm|i am) (?:just )?(?:hoping|wanting|meaning|looking"
    rf"|trying) to (?:find out|know|ask|check|see|learn"
    rf"|understand|work out|figure out){_WH}",
    rf"(?:somebody|someone|anybody|anyone) (?:can|could) (?:please )?(?:tell|explain to) me(?: please)?{_WH}"
    rf"|(?:does|do|would) (?:anyone|anybody|someone|somebody|you)(?: here)?(?: happen to)? know(?:{_WH}|(?=:))"
    rf"|what i (?:should|would|'d) like to (?:know|find out|ask) is{_WH}|it interests me{_WH}"
    rf"|i (?:really |still |just )?(?:(?:don't|dont|do not) (?:know|understand)|(?:can't|cannot) (?:figure"
    rf"|work) out){_WH}"
    r"|i (?:really |still |just )?(?:don't|dont|do not) (?:get|see)(?= (?:why|how)\b)"
    rf"|i(?:'m| am) enquiring{_WH}|i(?:'m| am) (?:never|not|not quite|not really) sure(?=:)",
    r"(?:weiß|weiss) (?:jemand|einer|wer)(?: zufällig)?,?(?= w)|(?:kann|könnte) mir (?:bitte )?(?:jemand"
    r"|wer) sagen,?(?= (?:w|ob\b))"
    r"|mich (?:würde )?interessier(?:t|en),?(?= (?:w|ob\b))|entschuldig(?:en sie|ung"
    r"|t)?(?: bitte)?(?: die störung)?(?=\s?[,.!])",
    r"j'aimerais (?:bien )?savoir\b|(?:est-ce que )?quelqu'un (?:sait|saurait|peut me dire)\b|(?:savez-vous|sais-tu)\b"
    r"|(?:désolée?|pardon)(?: de (?:vous|te) déranger)?(?=\s?[,.!])",
    r"¿?alguien (?:sabe|me puede decir|puede decirme)\b|¿?(?:sabes|sabe usted|sabéis)\b(?= (?:cómo|qué|cuál|cuánt"
    r"|dónde|si))"
    r"|si no es (?:mucha )?molestia(?=\s?,)",
    r"mi (?:sapreste|sapete|sai|sapresti|potreste|potete|potresti) (?:dire|spiegare)\b|qualcuno sa\b|scus(?:ate|a"
    r"|i)(?: (?:il disturbo"
    r"|l'ignoranza|la domanda))?(?=\s?[,.!])|(?:per favore,? )?potrest[ei] (?=\w+re\b)",
    r"gostaria de saber\b|(?:queria|quero) saber\b|alguém sabe(?: me dizer)?\b|desculp[ae](?: (?:incomodar"
    r"|o incômodo))?(?=\s?[,.!])",
    r"ik (?:zou )?(?:wil )?graag (?:willen )?weten\b|weet iemand\b|sorry voor (?:het storen"
    r"|de domme vraag)(?:,? maar)?(?=\s?,| )",
)
"""What is said to whoever listens, before anything is asked."""
OPENINGS = (
    *_FRAMES,
    rf"{_GREETING}\b{_ADDRESSED}",
    rf"{_GREETING}\b(?! (?:in|is|means?|and|or|vs|auf|en|to)\b)",
    rf"(?:i )?(?:just )?hope (?:you(?:'re| are)|this finds you|all is){_FILL}[.!,]",
    rf"(?:so )?sorry (?:to (?:bother|disturb)|for (?:bothering|the)){_FILL}{_BUT}",
    r"(?:excuse|pardon) me\b|entschuldigung\b|excusez-moi\b|disculpe\b|perdón\b|scusi\b",
    r"(?:(?:just )?(?:a )?|hey )quick (?:question|one)\b",
    rf"(?:just|i'm|i am|i was)? ?(?:curious|wondering)\b(?=\s*[,.:;…–-]|{_ASKING})",
    r"(?:could|can|would|will) (?:you|someone|anyone|anybody|somebody|u) (?:please |kindly |possibly |maybe |perhaps )*"
    r"(?:be (?:able|so (?:kind|nice|good)) (?:as )?(?:to|and) )?(?:please )?"
    r"(?:tell me|let me know|explain to me|explain this to me|answer this(?: for me)?"
    r"|help me(?: out)?(?: with (?:this|that))?)\b(?! (?:about|to)\b)",
    r"would you (?:please )?be so (?:kind|nice|good)(?: as)? (?:to|and)\b(?= \w)"
    r"|(?:may|can|could) i ask you to\b(?= \w)",
    r"(?:i have )?(?:one|a|just one) (?:more |quick |short |small )?question,? if (?:you don't|you do not|i)"
    r" (?:mind|may)"
    r"|if (?:you don't mind|you do not mind|i may ask|possible|it's ok)(?=[,:])",
    r"(?:when|if|whenever) (?:you|u) (?:have|get|find) (?:a |some )?(?:moment|minute|min|sec|second|time|chance)(?=,)",
    r"(?:i'd|i would) be (?:very |so |really )?(?:grateful|thankful|glad) for (?:a|any|some)"
    r" (?:hint|help|advice|answer|tip)s?(?=[:.,])",
    r"(?:i'd|i would) (?:really |very much )?appreciate (?:it if you (?:could|can|would)"
    r"|(?:a|any|some) (?:quick |general )?(?:help|hint|advice|information|info|answer)(?=[:.,]))",
    r"help(?: me)?(?: please| pls)?(?=\s?[!:])|(?:scusate?|scusi) il disturbo\b|(?:vorrei|volevo) sapere\b"
    r"|(?:me gustaría|quisiera|quería) saber\b|je (?:voudrais|aimerais) savoir\b"
    r"|ich (?:würde|möchte)(?: gerne?)? wissen\b",
    r"would you mind (?:telling|letting|showing|explaining(?: to)?) me(?: know)?\b"
    r"|please (?:tell me|help(?: me)?)(?! with)\b",
    rf"(?:(?:i'd|i would) (?:like|love)|i (?:just )?(?:want|need)|want|need) to (?:know|find out|ask)\b{_NOT_ABOUT}",
    rf"(?:can|could|may) i (?:just )?ask(?: you)?\b{_NOT_ABOUT}",
    rf"(?:do you (?:happen to )?know|any(?:one|body) know|any ideas?|tell me|i wonder|wondering),?{_WH}",
    r"tell me(?=[,:])",
    r"(?:i (?:have|got|'ve got) )?(?:a |one |this )?question(?: for you)?(?=[.:,!])",
    rf"well\b(?:(?=,)|{_ASKING})",
    rf"(?:ok|okay)\b(?:{_ASKING}|(?=[ ,])(?-i:(?! [A-Z])))(?! (?:in|to|and|or)\b)",
    r"(?:so|um+|uh+|hmm+|er+m?)\b(?=[ ,])(?! (?:many|much|far|long|that|few|little|in|to|and|or)\b)",
    rf"not (?:quite |really )?sure (?:if|whether|where|that){_FILL} (?:place|question|thread|ask|belongs)\b"
    rf"{_FILL}{_BUT}",
    r"(?:(?:this (?:is|may be|might be)|it's|maybe|perhaps|probably|sorry if this is) )+(?:a |an )?(?:very |really )?"
    rf"(?:silly|dumb|stupid|basic|noob|newbie|simple|obvious|odd|weird) (?:question|one){_FILL}{_BUT}",
    r"(?:please|pls|plz|kindly|bitte|por favor|s'il vous plaît|svp|per favore|lütfen|proszę|prosím|пожалуйста)\b",
    r"(?:你好|您好|请问|こんにちは|すみません)",
    rf"dear (?:{_FRIEND}|assistant|bot|helper|support(?: team)?|doctor|teacher|experts?)(?=,)",
    r"(?:(?:oh|ah|yeah|yep|alright|all right|right|well|so|and|like)\b,? )+(?:so|well|like|and|basically),",
    r"(?:ok(?:ay)? )?(?:so )?(?:basically|like)\b(?= (?:what|how|why|when|where|who|which|can|could|is|are|do|does)\b)",
    r"(?:ugh|argh|omg|umm+|hmm+)\b|(?:mate|oh|ah|yeah|yep|alright|all right|anyway|now then|also|bueno|pues"
    r"|well anyway)(?=,)",
    r"(?:i've |i have )?been (?:at|staring at|looking at|stuck on|working on|fighting with|trying) (?:this"
    rf"|it){_FILL}[.!,]",
    rf"(?:i'm|i am) losing my mind{_FILL}[.!,]",
    rf"(?:it's been a )?(?:long|crazy|busy|rough|hectic) (?:day|week|night|morning)\b{_FILL}[.!,…]",
    r"(?:i'd|i would) be (?:grateful|glad|happy|thankful) if you (?:could|can|would)\b",
    r"(?:would (?:you|u) be|are (?:you|u)) able to(?= (?:explain|tell|show|write|give|convert|list|help))\b",
    r"is there any (?:chance|way) (?:that )?you (?:could|can)\b|i need you to(?= \w)",
    r"what i (?:want|need|would like|'d like) (?:to (?:find out|know|ask)|you to do) is\b",
    r"i(?:'d| would) (?:love|like) to hear(?: from you)?\b",
    r"i was (?:just )?wondering\b(?: (?:if|whether)(?= i\b))?",
    r"(?:could|can|would|will) (?:you|u) (?:please|kindly|possibly|maybe|perhaps) ",
    r"(?:could|can|would|will) (?:you|u)(?= (?:rewrite|translate|summari[sz]e|write|explain|list|give me"
    r"|show me|convert"
    r"|describe|proofread|generate|draft|suggest|recommend|calculate|solve)\b)",
    r"(?:pourriez|pouvez)-vous me dire\b|peux-tu me dire\b|(?:können|könnten) sie mir (?:bitte )?sagen\b"
    r"|kannst du mir (?:bitte )?sagen\b|(?:me )?(?:puedes|podrías|podría|puede) (?:decirme|decir)\b"
    r"|(?:você )?pode(?:ria)? me dizer\b|(?:può|puoi|potrebbe) dirmi\b|kun(?:t u| je) (?:me|mij) (?:zeggen"
    r"|vertellen)\b",
    *_PHATIC,
)
_MORE_THANKS = (
    r"(?: (?:a lot|a million|a bunch|a ton|heaps|loads|so much"
    r"|very much|in advance|again|beaucoup|d'avance|de antemano|im voraus|schön|you|all"
    rf"|(?:ever|oh) so much|kindly|indeed|both|infinite|tante|anticip\w+|muchas|de nouveau|vielmals|herzlich|hartelijk"
    rf"|for (?:your|the|any) (?:precious |kind |lovely |great )?\w+))*(?:,? {_FRIEND}\b)?(?: x+)?"
)
_THANKS = (
    r"(?:many |with |big |huge |very many |much |all my )?(?:thanks|thank (?:you|u+)|thanku|thx|tks|tyvm|tysm|tyia"
    r"|danke(?:schön)?|vielen dank|merci|gracias|muchas gracias"
    r"|grazie(?: mille| infinite| tante)?|(?:besten|herzlichen|lieben|tausend) dank|(?:alvast )?(?:hartelijk "
    r"|heel erg )?bedankt|obrigad[oa]|bedankt|hartelijk dank|dank je|alvast bedankt|teşekkür(?:ler| ederim)|sağ ol"
    rf"|dziękuję|dzięki|tusen takk|mange tak|tack så mycket|kiitos|děkuji|díky|mulțumesc|köszönöm|спасибо|дякую"
    rf"|terima kasih|cảm ơn|감사합니다|धन्यवाद|شكرا|谢谢|ありがとう(?:ございます)?){_MORE_THANKS}"
)
_NEGATED = r"(?:could|can|did|do|does|would)(?: ?n[o']t|nt|t|'t)"
_IT = r"(?:it|this|that|an answer|any answer|the answer|anything|any info\w*|out)"
_SOUGHT = (
    r"(?:and )?(?:i|we|have|been|i've|we've|i have|we have)? ?(?:also |already |even )?"
    r"(?:googled|searched|looked|checked|tried google|been looking|been searching)"
    r"(?: (?:it|this|that|for it|online|around|up|everywhere))*"
    r"(?:,|;| -)?(?: and| but)? (?:had |with |got |found )?(?:no luck|nothing|in vain|no success"
    r"|without (?:any )?(?:luck|success))"
)
_NOT_FOUND = (
    rf"(?:but |and )?(?:i|we|google) (?:really )?{_NEGATED} (?:seem to )?(?:find|figure|work|get) {_IT}(?: {_IT})?"
    r"(?: (?:anywhere|online|so far|yet|myself|on (?:google|the web|the internet|your (?:site|website|page))"
    r"|in the (?:docs|documentation|manual|faq|help)))*"
)
AFTER_WORDS = (
    rf"{_THANKS}(?: {_THANKS})?(?:,? (?-i:[A-Z][a-z]+))?",
    r"if (?:you'd|you would|you could|you'll|you will) be so (?:kind|good|nice)|if you please"
    r"|if you don't mind (?:me asking|my asking"
    r"|sharing|telling me|helping)|if it (?:suits|pleases) you|if that's ok(?:ay)? with you"
    r"|if (?:that's|that is|it's|it is) (?:ok|okay|alright|all right|possible|not too much(?: trouble| bother)?)"
    r"|if it(?: isn't|'s not| is not) too much (?:trouble|bother|to ask)|if you don't mind|if you (?:can|could|would)",
    r"(?:very |really )?much appreciated|(?:any|your|some) (?:help|advice|info|hint|tip)s? appreciated",
    r"or (?:whatever|something)|(?<=, )(?:really|though|anyway)",
    r"have an? (?:very )?(?:nice|great|good|lovely|wonderful|amazing|awesome|blessed) (?:day|one|evening|night"
    r"|morning|afternoon"
    r"|weekend|week)(?: ahead| everyone| all)?",
    r"l+o+l+|(?:ha){2,}h?|asking for a friend|asap|as soon as possible",
    r"(?:it's |it is |its |this is )(?:kind of |quite |very |pretty |a bit |so )?(?:urgent|annoying|frustrating"
    r"|confusing|driving me (?:mad|crazy|nuts|insane))",
    r"please and thank you|please(?: help)?(?: me)?|pls|plz|bitte|por favor|s'il (?:vous|te) plaît|(?-i:svp)|per favore"
    r"|alsjeblieft|alstublieft|lütfen|proszę|prosím|пожалуйста|будь ласка",
)
"""What may stand right behind the last word of a question."""
_SIGNED = r",? (?-i:(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?[A-Z][\w.]*(?: [A-Z]\w+)?)"
"""A name below a greeting."""
AS_SENTENCES = (
    rf"(?:cheers|ta|ty|tack|takk|stp){_MORE_THANKS}",
    rf"(?:(?:i|we|(?:i|we) (?:shall|will|would|do)|i'll|i'd|we'd|we'll) )?(?:(?:be )?(?:most|very|so|ever so|really"
    rf"|forever|much|eternally)"
    rf" (?:grateful|obliged|thankful|appreciative)|(?:really |much |greatly |so )?appreciate (?:it|this|that"
    rf"|you))(?:,? {_FRIEND})?(?: x+)?",
    r"(?:i |we )?(?:(?:really |kinda )?owe you (?:one|a (?:coffee|beer|pint|drink)|big time)|bless you(?: all)?"
    r"|god bless(?: you)?"
    r"|(?:what an? |you(?:'re| are) (?:a|an) |such an? )(?:legend|angel|treasure|darling|gem|hero|sweetheart)"
    r"|(?<=[.!?] )life ?saver"
    r"|(?:i )?thank you in advance|take (?:good )?care|much love|lots of love|love and light|all the best|all my best"
    r"|many blessings|(?<=[.!?–—-] )(?:sent|typed) from my (?:phone|mobile))(?: x+)?",
    rf"(?:with (?:many thanks|respect|kind regards|best wishes|warm(?:est)? wishes|gratitude)|thanking you|warm wishes"
    rf"|much love|respectfully yours|thanks and regards|(?:i )?remain yours)(?:{_SIGNED}(?: \d?[A-Z])?)?"
    r"|(?:with )?(?:much |lots of )?love from (?-i:[A-Z]\w+)|(?<=[.!?] )(?:yours|love"
    r"|kindly),? (?-i:[A-Z]\w+)(?: \d?[A-Z])?",
    r"(?:valeu|abraços?|groet(?:jes)?|liebe grüße|bises|bisous|bacioni|besos|un abrazo)(?:,? (?-i:[A-Z]\w+))?"
    r"|(?:und )?(?:ein(?:en)? )?schön\w* (?:tag|abend|wochenende)(?: noch)?|bonne (?:journée|soirée)|buona giornata"
    r"|fijne dag",
    rf"(?:any|your|some) (?:help|advice|info|answer)s? (?:is|are|would be|will be){_FILL}",
    r"(?:i'd|i would|i) (?:really |much )?appreciate (?:it|any help|your help)",
    _SOUGHT,
    _NOT_FOUND,
    r"(?:i'd|i would|would) be (?:very |so |really |most |much )?(?:grateful|thankful|obliged)",
    r"(?:really |much |greatly |would )?appreciate (?:it|that|this|your help)",
    r"that(?:'d| would) be (?:great|lovely|awesome|super|very helpful|helpful|really helpful|amazing|perfect)",
    r"(?:mit )?(?:freundliche|viele|beste|liebe)n? grü(?:ß|ss)en?|mfg|cordialement|(?:un )?saludos?|cordiali saluti"
    r"|met vriendelijke groet(?:en)?|bonne journée|schönen tag(?: noch)?",
    rf"(?:my \w+|nobody|no one|they) (?:{_NEGATED} |could |can )(?:tell me|know)",
    r"best wishes|thank you kindly|(?:you're|you are|ur) a star|(?:just|only) curious|so (?:annoying"
    r"|frustrating|confusing)",
    r"driving me (?:mad|crazy|nuts|insane)|(?:i'm |i am )?losing my mind(?: over here| here)?",
    r"(?:when|if) (?:you|u) (?:get|have) (?:a )?(?:sec|second|minute|min|moment|chance|time)",
    r"(?:my |the )?(?:boss|teacher|manager|wife|husband|mum|mom|dad|client) (?:is waiting|needs (?:it"
    rf"|this)|wants (?:it|this|to know)|asked){_FILL}",
    r"i (?:always|keep) forget(?:ting)?(?: (?:this|it|that|these things|this number))?",
    r"(?:kind of |quite |very |pretty |a bit )?urgent",
    r"(?:pl+[sz]+|please) help(?: me)?(?: out)?",
    rf"(?:(?:(?:best|kind|warm|many) )*(?:regards|wishes)|(?:i remain )?yours (?:sincerely|faithfully|truly)|cheers"
    rf"|happy (?:monday|tuesday|wednesday|thursday|friday|weekend))(?:{_SIGNED})?|(?:sincerely|respectfully){_SIGNED}",
    r"(?:you(?:'re| are)|ur) (?:the best|awesome|amazing|great|a (?:legend|lifesaver|gem|hero|saint))|you rock",
    r"no (?:rush|hurry|stress|worries)(?: at all| though)?|take your time|whenever you (?:can|have time)",
    r"(?:please|pls|kindly) (?:advise|help|assist)(?: me)?(?: soon)?|opinions\??|thoughts\??|any ideas?\??",
    r"it(?:'s| is| would be| will be) (?:much|greatly|very much|really) appreciated|ta (?:muchly|very much)|ty+"
    r"|th[ae]nks? u+",
    r"hope (?:you|someone|somebody|anyone) can help(?: me)?(?: out)?|mil gracias|vielen lieben dank"
    r"|schöne grüße|pl+[sz]+",
)
"""What could be part of a question, and is a sentence of its own only behind a mark."""
