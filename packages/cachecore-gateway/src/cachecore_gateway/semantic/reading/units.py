"""Units and currencies: what a number measures, in the base unit of its dimension."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CURRENCIES", "UNITS", "WEAK_UNITS"]

_TABLE = """
time 1e-9 ns nanosecond
time 1e-3 ms millisecond
time 1 s sec second sekunde seconde segundo secondo
time 60 min minute minuto
time 3600 h hr hour stunde heure hora ora uur
time 86400 day tag jour día dia giorno dag
time 604800 week wk woche semaine semana settimana
time 1209600 fortnight
time 2629800 month mth monat mois mes mese maand
time 7889400 quarter
time 31557600 year yr jahr an année año ano anno jaar
time 315576000 decade
time 3155760000 century
mass 1e-9 mcg µg microgram
mass 1e-6 mg milligram milligramme miligramo
mass 1e-3 g gram gramm gramme gramo
mass 1 kg kilo kilogram kilogramm kilogramme
mass 1000 tonne
mass 907.18474 ton
mass 0.45359237 lb pound
mass 0.028349523125 oz ounce
mass 6.35029318 stone
length 1e-3 mm millimetre millimeter
length 0.01 cm centimetre centimeter zentimeter
length 1 m metre meter mètre metro
length 1000 km kilometre kilometer kilomètre kilómetro klick
length 1609.344 mi mile
length 0.3048 ft foot
length 0.0254 inch
length 0.9144 yd yard
volume 1e-3 ml millilitre milliliter
volume 0.01 cl centilitre
volume 0.1 dl decilitre
volume 1 l litre liter
volume 3.785411784 gal gallon
volume 0.473176473 pint
volume 0.2365882365 cup
volume 0.01478676478125 tbsp tablespoon
volume 0.00492892159375 tsp teaspoon
area 1e4 hectare ha
area 4046.8564224 acre
data 0.125 bit
data 1 byte
data 1e3 kb kilobyte
data 1e6 mb megabyte meg
data 1e9 gb gigabyte gig
data 1e12 tb terabyte
rate 1e3 kbps kbit kilobit
rate 1e6 mbps mbit megabit
rate 1e9 gbps gbit gigabit
data 1024 kib
data 1048576 mib
data 1073741824 gib
speed 0.2777777777777778 kmh kph
speed 0.44704 mph
power 1 w watt
power 1000 kw kilowatt
energy 1 kwh
energy2 1 kcal calorie
current 1 amp ampere
current 0.001 ma
voltage 1 v volt
frequency 1 hz
frequency 1e6 mhz
frequency 1e9 ghz
frame 1 fps
temperature-c 1 celsius c centigrade
temperature-f 1 fahrenheit f
angle 1 degree
percent 1 % percent pct prozent pourcent
pressure 1 psi
pressure2 1 bar
"""

UNITS: Mapping[str, tuple[str, float]] = {
    name: (row.split()[0], float(row.split()[1])) for row in _TABLE.strip().splitlines() for name in row.split()[2:]
}
"""Name in the singular → dimension and factor to its base unit."""

WEAK_UNITS = frozenset(
    {"c", "f", "v", "w", "m", "l", "g", "s", "h", "an", "mi", "ma", "quarter", "stone", "second", "foot", "pound"}
)
"""Letters and words that are a unit right after a number only."""

CURRENCIES: Mapping[str, str] = {
    name: row.split()[0].upper()
    for row in [
        "usd $ dollar buck us$",
        "eur € euro",
        "gbp £ quid sterling",
        "jpy ¥ yen",
        "inr ₹ rupee",
        "chf franc franken",
        "cny yuan renminbi rmb",
        "aud a$",
        "cad c$",
        "sek krona kronor",
        "nok krone kroner",
        "pln zloty",
        "brl real reais",
        "mxn peso",
        "cent ¢",
        "penny pence p",
    ]
    for name in row.split()
}
"""Sign, code or name in the singular → code."""
