"""Which batches and domains of `benchmarks/pairs` are learnt from, calibrated on and tested on."""

from __future__ import annotations

BATCHES = (
    "aster", "birch", "cedar", "dahlia", "elm",
    "gorse", "hazel", "iris", "juniper", "laurel", "nettle",
    "oleander", "poppy", "quince", "rowan", "sorrel", "thistle",
    "tansy", "umbel", "violet", "willow", "yarrow", "zinnia",
    "alder", "bryony", "campion",
    "hyssop", "lovage", "mallow",
)  # fmt: skip
ASIDE_BATCHES = (
    "betony", "comfrey", "dittany", "fumitory", "galangal", "ivy", "jonquil", "lupin", "nigella", "orpine",
    "quamash", "rue", "saffron", "sedum", "teasel", "vervain",
    "clary", "sundew", "tamarisk", "woodruff",
)  # fmt: skip
"""In `benchmarks/pairs/asides`: questions with sentences beside them that change the answer, or do not."""
TEST_BATCHES = {
    "test": "fir",
    "blind": "myrtle",
    "traps": "acacia",
    "unseen": "bluebell",
    "fennel": "fennel",
    "ginger": "ginger",
    "jasmine": "jasmine",
    "kalmia": "kalmia",
    "larch": "larch",
    "mimosa": "mimosa",
    "oxlip": "oxlip",
    "primrose": "primrose",
    "ramson": "ramson",
    "samphire": "samphire",
    "orchid": "orchid",
    "borage": "borage",
    "chicory": "chicory",
}
HELD_OUT = frozenset(
    {
        "aster/telecom",
        "birch/pharmacy",
        "birch/real_estate",
        "cedar/web_development",
        "dahlia/everyday_assistant",
        "dahlia/spanish",
        "elm/geography",
        "elm/home_repair",
        "gorse/telecom_and_internet",
        "hazel/nutrition_and_fitness",
        "iris/office_software_and_spreadsheets",
        "juniper/geography_and_travel_facts",
        "laurel/cars_and_home_repair",
        "nettle/energy_and_water_utility",
        "oleander/tests_devices_and_chronic_disease",
        "poppy/exchange_topup_and_cash",
        "quince/money_and_society",
        "rowan/maps_cars_and_transport",
        "sorrel/mobile_and_desktop_apps",
        "thistle/permissions_and_negations",
        "tansy/internal_it_helpdesk",
        "yarrow/heart_blood_and_diabetes",
        "zinnia/shell_sql_and_regex_requests",
        "alder/health_law_hr",
        "bryony/travel_shop",
        "campion/medical_symptoms",
        "hyssop/leisure",
        "lovage/security",
        "mallow/sport",
        *("betony/energy", "betony/hotels", "comfrey/food", "comfrey/skin", "dittany/networks", "dittany/sql"),
        *("fumitory/psychology", "fumitory/tax", "galangal/cleaning", "galangal/outdoor"),
        *("ivy/housing", "jonquil/regex", "lupin/hotels", "nigella/telecom", "orpine/sport"),
        *("quamash/law", "rue/network", "saffron/mobile", "sedum/school_science"),
        *("teasel/gardening", "vervain/renting"),
        *("clary/telecom", "sundew/databases", "tamarisk/gardening", "woodruff/travel"),
    }
)
"""Domains that nothing is trained on: gate, final stage and operating points are chosen there."""
