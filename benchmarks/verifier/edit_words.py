"""Words that the generated edits put in each other's place, and phrases that they add."""

from __future__ import annotations

_GROUPS = """
monday tuesday wednesday thursday friday saturday sunday
january february march april june july august september october november december
morning afternoon evening night noon midnight
am pm
today tomorrow yesterday
spring summer autumn winter
seconds minutes hours days weeks months years
second minute hour day week month year
daily weekly monthly yearly hourly
km miles metres feet inches cm mm
mg g kg ml litres ounces pounds
dollars euros pounds yen francs rupees
usd eur gbp chf jpy cad
celsius fahrenheit kelvin
mb gb tb kb
one two three four five six seven eight nine ten twelve twenty fifty
first second third fourth last
north south east west
left right
front back
top bottom
red blue green yellow black white grey
french german spanish italian portuguese english dutch polish japanese
germany france spain italy poland canada australia india japan mexico brazil ireland sweden
london paris berlin madrid rome chicago boston toronto sydney dublin vienna
windows linux macos android ios
python java javascript rust go ruby php
mysql postgres sqlite oracle mongodb
chrome firefox safari edge
visa mastercard amex paypal
json xml csv yaml
aws azure gcp
http https ftp ssh
father mother brother sister son daughter uncle aunt
husband wife
boss colleague employee
buyer seller
landlord tenant
student teacher
doctor nurse patient
child adult baby teenager
dog cat horse rabbit hamster
chicken beef pork fish tofu
bread rice pasta potatoes
gas electricity water
credit debit
visa passport
email phone letter text
price size colour weight length age
cost speed quality duration height
all some none most
every no
always never sometimes
everyone nobody somebody
everything nothing something
both neither either
"""

_OPPOSED = """
on/off up/down in/out with/without before/after from/to over/under above/below into/from for/against
minimum/maximum min/max more/less more/fewer most/least first/last earliest/latest highest/lowest best/worst
biggest/smallest longer/shorter faster/slower cheaper/dearer older/younger oldest/newest earlier/later open/closed
opening/closing opens/closes allowed/banned allow/forbid include/exclude included/excluded including/excluding
cover/exclude covered/excluded take/avoid start/stop begin/end install/uninstall enable/disable activate/deactivate
lock/unlock encrypt/decrypt import/export upload/download push/pull send/receive sending/receiving lend/borrow
buy/sell buying/selling hire/fire accept/decline accept/reject approve/deny add/remove insert/delete create/delete
increase/decrease increasing/decreasing raise/lower rise/fall gain/lose win/lose arrive/depart arrival/departure
arriving/departing deposit/withdraw deposit/withdrawal cancel/renew cancel/confirm login/logout
subscribe/unsubscribe join/leave pass/fail safe/dangerous legal/illegal hot/cold wet/dry raw/cooked fresh/frozen
indoor/outdoor inside/outside public/private internal/external local/remote online/offline manual/automatic
temporary/permanent full/empty single/married single/double personal/business domestic/international
incoming/outgoing inbound/outbound input/output ascending/descending horizontal/vertical row/column rows/columns
read/write client/server source/target parent/child advantages/disadvantages pros/cons benefits/risks benefit/harm
cause/effect causes/symptoms causes/effects symptoms/treatment prevent/cause treat/diagnose possible/impossible
necessary/unnecessary mandatory/optional required/optional valid/invalid visible/hidden high/low long/short
big/small large/small new/old early/late fast/slow cheap/expensive strong/weak hard/soft hard/easy thick/thin
wide/narrow heavy/light loud/quiet clean/dirty rich/poor young/old sick/healthy alive/dead pregnant/breastfeeding
employer/employee gross/net fixed/variable refund/charge discount/surcharge debit/credit asset/liability
income/expense profit/loss import/upload connect/disconnect attach/detach mount/unmount compress/decompress
merge/split show/hide expand/collapse zoom/pan copy/move copy/cut paste/cut backup/restore freeze/thaw boil/fry
bake/fry tighten/loosen fill/drain plant/harvest sow/reap heat/cool charge/discharge expand/shrink grow/shrink
strengthen/weaken improve/worsen remember/forget love/hate agree/disagree succeed/fail appear/disappear
attack/defend teach/learn speak/listen between/outside during/after since/until until/after by/after within/after
at/near per/for towards/away above/inside upgrade/downgrade promote/demote check-in/check-out pick-up/drop-off
inclusive/exclusive positive/negative even/odd prime/composite acid/base male/female man/woman men/women boys/girls
king/queen sunrise/sunset weekdays/weekends weekday/weekend lunch/dinner breakfast/dinner can/must can/should
should/must may/must could/should would/did is/was are/were do/did does/did will/did has/had
"""

GROUPS: tuple[tuple[str, ...], ...] = tuple(tuple(line.split()) for line in _GROUPS.split("\n") if line)

OPPOSED: tuple[tuple[str, str], ...] = tuple(
    (left, right) for pair in _OPPOSED.split() for left, right in [pair.split("/")]
)

QUESTIONS: tuple[tuple[str, str], ...] = (
    ("how do i", "why do i"),
    ("how do i", "when do i"),
    ("how can i", "why can i"),
    ("how long", "how often"),
    ("how much", "how many"),
    ("how many", "how much"),
    ("how many", "which"),
    ("how often", "how long"),
    ("how do", "why do"),
    ("how does", "why does"),
    ("how does", "when does"),
    ("how to", "when to"),
    ("how to", "whether to"),
    ("what is", "who is"),
    ("what is", "where is"),
    ("what are", "where are"),
    ("what happens", "who decides"),
    ("where can i", "when can i"),
    ("where do", "when do"),
    ("where is", "what is"),
    ("when is", "where is"),
    ("when does", "why does"),
    ("when did", "why did"),
    ("when do", "why do"),
    ("who", "when"),
    ("why is", "when is"),
    ("why does", "how does"),
    ("why do", "how do"),
    ("why did", "when did"),
    ("can i", "why can i"),
    ("can i", "how can i"),
    ("can i", "must i"),
    ("do i have to", "am i allowed to"),
    ("should i", "can i"),
    ("is it", "why is it"),
    ("which", "how many"),
    ("what does", "who does"),
    ("what's", "where's"),
)

NEGATIONS: tuple[tuple[str, str], ...] = (
    (r"\b(is|are|was|were|does|do|did|should|would|could|has|have|must|will|can)\b", r"\1 not"),
    (r"\b(is|are|was|were|does|do|did|should|would|could)\b", r"\1n't"),
    (r"\bcan\b", "can't"),
    (r"\b(to) (\w+)", r"not \1 \2"),
    (r"\bwith\b", "without"),
    (r"\bhave\b", "no longer have"),
    (r"\bn't\b", ""),
    (r"\bcannot\b", "can"),
    (r"\bnot ", ""),
    (r"\bwithout\b", "with"),
    (r"\bnever\b", "always"),
    (r"\bunless\b", "if"),
    (r"\bif\b", "unless"),
    (r"\bno\b", "any"),
    (r"\bonly\b", "not only"),
)

BOUNDS: tuple[tuple[str, str], ...] = (
    ("at least", "at most"),
    ("at most", "at least"),
    ("more than", "less than"),
    ("less than", "more than"),
    ("up to", "more than"),
    ("under", "over"),
    ("over", "under"),
    ("no more than", "no less than"),
)

DETAILS = tuple(
    line
    for line in """
in Germany|in Texas|in Scotland|in the EU|outside the EU|abroad|at home|at work|for a child|for a beginner|for a senior
for a company|for my mother|for two people|for a large family|with a disability|without a receipt|without an account
without internet
without paying|without telling anyone|with a credit card|with a discount|by phone|by post|in person|online
at night|on Sundays|on public holidays|in winter|in summer|after the deadline|before the deadline|after 30 days
within a week|in advance|on a Mac|on Windows|on my phone|on an old device|in version 2|in the old version|in Excel
from the command line|in Python|with regex|in production|on a budget|under 50 dollars|if I am under 18|if I am over 65
if I am pregnant|if I am self-employed|if I am not a citizen|if I only work part time|if it is already paid
if it was a gift|if it is broken|if the other side refuses|if I lost the original|unless it is an emergency
except on weekends|for the second time|again|only once|twice a day|every month|more than once
while driving|while it is charging|during the flight|during pregnancy|after surgery|with high blood pressure
with diabetes|with gluten intolerance|without sugar|without an oven|for a dog|for indoor plants|on concrete
in a rented flat|for a used one|for a leased car|for international orders|for a business account|for a joint account
in French|in German|in one sentence|as a table|as bullet points|in JSON|for a five-year-old|in 100 words|with examples
without code|step by step for experts|in a formal tone|as a poem|and how much it costs|and why|and who decides
""".replace("\n", "|").split("|")
    if line
)

FILLERS = (
    "please ", "hi, ", "hello! ", "Hey, ", "quick question: ", "Could you tell me: ", "Sorry to bother you, but ",
    "I was wondering, ", "so ", "ok ", "um, ", "just wondering: ", "Good morning. ", "Hi there! ", "Dear team, ",
    "I have a question. ", "Maybe a silly question, but ", "Not sure if this is the right place, but ", "help! ",
    "need to know: ", "Tell me, ", "I'd like to know: ", "can u tell me ", "My question is this: ",
    "Asking for a friend: ",
)  # fmt: skip

CLOSINGS = (
    " please", " thanks", " Thanks in advance!", " ?", "??", " pls", ", thank you", " I could not find it anywhere.",
    " I've been wondering about this for a while.", " Cheers!", " thx", " Any help appreciated.", " Just curious.",
    " I hope you can help.", " Kind regards", "...", " My colleague could not tell me.", " Googled it, no luck.",
)  # fmt: skip

SAME_FORMS: tuple[tuple[str, str], ...] = (
    ("what is", "what's"), ("do not", "don't"), ("i am", "i'm"), ("cannot", "can't"), ("how do i", "how can i"),
    ("how do i", "how to"), ("how do i", "what is the way to"), ("how can i", "how do you"), ("i have", "i've"),
    ("is not", "isn't"), ("does not", "doesn't"), ("you are", "you're"), ("it is", "it's"), ("where is", "where's"),
    ("can i", "am i able to"), ("can i", "is it possible to"), ("i want to", "i'd like to"), ("want to", "wish to"),
    ("need to", "have to"), ("for example", "e.g."), ("and", "&"),
    ("kilometres", "km"), ("kilograms", "kg"), ("minutes", "min"), ("hours", "hrs"), ("percent", "%"), ("versus", "vs"),
    ("colour", "color"), ("centre", "center"), ("organise", "organize"), ("favourite", "favorite"), ("litre", "liter"),
    ("cancelled", "canceled"), ("travelling", "traveling"), ("licence", "license"),
    ("buy", "purchase"), ("begin", "start"), ("fix", "repair"),
    ("big", "large"), ("quickly", "fast"), ("children", "kids"), ("phone", "telephone"),
    ("photo", "picture"), ("information", "info"), ("required", "needed"), ("method", "way"),
    ("holiday", "vacation"), ("mistake", "error"),
    ("2", "two"), ("3", "three"), ("4", "four"), ("5", "five"), ("6", "six"), ("10", "ten"), ("12", "twelve"),
)  # fmt: skip
