"""What the demonstration model knows: an invented online shop, and CacheCore itself, in facts that answer whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """One fact. `topic` names it, `text` is the answer, `also` are words that people ask with and the text lacks."""

    topic: str
    text: str
    also: str = ""


SHOP = (
    Passage(
        "about",
        "Lanternfield is an online shop for lamps, lanterns and camping lights. It was founded in 2011 and ships from "
        "Bremen in Germany.",
        "who are you company what sell where located based",
    ),
    Passage(
        "delivery-germany",
        "Delivery within Germany takes 2 to 3 working days and costs 4.90 euros. Orders above 60 euros are "
        "delivered free.",
        "how long shipping time cost ship arrive parcel",
    ),
    Passage(
        "delivery-austria",
        "Delivery to Austria takes 3 to 5 working days and costs 8.90 euros. There is no free delivery to Austria.",
        "how long shipping time cost ship arrive parcel",
    ),
    Passage(
        "delivery-abroad",
        "Lanternfield delivers to Germany, Austria, Denmark and the Netherlands. Other countries are not served.",
        "which countries international abroad shipping ship overseas worldwide france italy spain poland usa",
    ),
    Passage(
        "express",
        "Express delivery costs 12.50 euros and arrives on the next working day if the order is placed before 1 pm. "
        "It is available in Germany only.",
        "fast fastest overnight tomorrow urgent quick shipping",
    ),
    Passage(
        "returns",
        "You can return any article within 30 days of delivery, unused and in its box. The return label is free and is "
        "found in your account under Orders.",
        "send back return policy window give bring long days",
    ),
    Passage(
        "refunds",
        "A refund is paid within 7 days after the returned article has arrived at our warehouse, by the way "
        "in which you "
        "paid.",
        "money back when get refunded reimbursed how long",
    ),
    Passage(
        "warranty",
        "All lamps have a warranty of 3 years. Rechargeable batteries have a warranty of 1 year.",
        "guarantee broken defect faulty covered",
    ),
    Passage(
        "cancel",
        "An order can be cancelled free of charge until it is packed, usually within two hours. Use the "
        "button Cancel in "
        "your account under Orders.",
        "stop undo abort purchase cancellation cancelling",
    ),
    Passage(
        "address",
        "The delivery address of an order can be changed until the order is packed: open the order in your account and "
        "choose Change address.",
        "wrong moved edit update",
    ),
    Passage(
        "tracking",
        "Every parcel has a tracking number, which we send by e-mail as soon as the parcel leaves our warehouse.",
        "where is my order track status follow shipment",
    ),
    Passage(
        "payment",
        "You can pay by credit card, PayPal, SEPA direct debit or on invoice. Payment on invoice is possible up to 300 "
        "euros.",
        "methods accept how paying visa mastercard options",
    ),
    Passage(
        "invoice-copy",
        "A copy of every invoice is kept for ten years in your account under Documents and can be downloaded as a PDF.",
        "receipt bill download tax find",
    ),
    Passage(
        "voucher",
        "A voucher is entered on the last page of the checkout. Only one voucher can be used for an order.",
        "discount code coupon promo redeem apply several two combine use",
    ),
    Passage(
        "gift-card",
        "Gift cards are sold from 10 to 250 euros. They are valid for three years and cannot be paid out in cash.",
        "expire expiry valid long present",
    ),
    Passage(
        "password",
        "To reset your password, choose Forgot password on the sign-in page. The link that we send is valid "
        "for one hour.",
        "login log in forgot forgotten change lost",
    ),
    Passage(
        "account-deletion",
        "You can delete your account under Settings, Privacy, Delete account. Invoices are kept as the law demands.",
        "close remove erase data gdpr",
    ),
    Passage(
        "support",
        "Customer support answers from Monday to Friday between 8 am and 6 pm, by chat, by e-mail and by telephone.",
        "contact help reach call phone hours open service speak human",
    ),
    Passage(
        "shop-hours",
        "Our shop in Bremen is open from Tuesday to Saturday between 10 am and 7 pm. It is closed on Sundays "
        "and Mondays.",
        "opening times store visit showroom when",
    ),
    Passage(
        "aurora-price",
        "The Aurora table lamp costs 79 euros. It is available in white, black and copper.",
        "how much price colour color",
    ),
    Passage(
        "aurora-power",
        "The Aurora table lamp has a brightness of 800 lumens and uses 9 watts. Its bulb can be replaced.",
        "bright energy watt lumen consumption light",
    ),
    Passage(
        "trail-price",
        "The Trail camping lantern costs 45 euros and comes with a rechargeable battery.",
        "how much price",
    ),
    Passage(
        "trail-battery",
        "The battery of the Trail camping lantern lasts 14 hours and charges in 3 hours over USB-C.",
        "how long last runtime charge charging",
    ),
    Passage(
        "trail-water",
        "The Trail camping lantern is protected against rain (IPX4), but it is not waterproof and must not "
        "be submerged.",
        "water wet outdoor swim waterproof",
    ),
)

CACHECORE = (
    Passage(
        "cachecore",
        "CacheCore is a semantic caching gateway for LLM APIs. Applications keep their SDK and change the base URL; "
        "repeated requests are answered from cache.",
        "what is explain do product",
    ),
    Passage(
        "l1",
        "HIT_L1 means that the same request was answered before in the same namespace: the exact tier of CacheCore "
        "answered it without a call to the provider.",
        "exact cache tier what is fingerprint",
    ),
    Passage(
        "l2",
        "HIT_L2 means that the last user message was worded differently but asks for the same answer: the "
        "semantic tier "
        "of CacheCore found it, and a verifier accepted it.",
        "semantic meaning tier what is similar paraphrase",
    ),
    Passage(
        "stale",
        "HIT_L1_STALE means that an answer is past its fresh time but within its stale window: it is served "
        "at once while "
        "CacheCore refreshes it in the background.",
        "stale while revalidate refresh what old",
    ),
    Passage(
        "bypass",
        "BYPASS means that CacheCore neither looked into the cache nor stored the answer; the request went to the "
        "provider.",
        "skip no cache what is without token",
    ),
    Passage(
        "miss",
        "MISS means that no stored answer may serve the request. CacheCore asks the provider and stores a good answer.",
        "what is not cached",
    ),
    Passage(
        "dependencies",
        "A dependency names the data that an answer depends on. When that data changes, invalidate the dependency, and "
        "CacheCore never serves an answer made before again.",
        "dep deps tag invalidation data changes stale delete how",
    ),
    Passage(
        "freshness",
        "By default CacheCore serves an answer as fresh for 3,000 seconds and as stale for another 600 seconds.",
        "ttl how long expire lifetime stored kept time live cached answers cache",
    ),
    Passage(
        "singleflight",
        "When equal requests arrive at the same moment, CacheCore makes one call to the provider and gives "
        "its answer to "
        "all of them. This is called singleflight.",
        "concurrent simultaneous coalesce collapse herd duplicate",
    ),
    Passage(
        "tenants",
        "Nothing is shared between tenants in CacheCore: answers, calls in flight and statistics belong to "
        "one namespace.",
        "isolation isolated separate share other customers privacy namespace tenant",
    ),
    Passage(
        "streaming",
        "CacheCore stores streamed answers, too, and replays them as proper server-sent events in several chunks.",
        "stream sse chunks support",
    ),
)

KNOWLEDGE = SHOP + CACHECORE
