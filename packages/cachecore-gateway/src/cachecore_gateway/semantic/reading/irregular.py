"""Irregular English forms that no ending gives away."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["IRREGULAR"]

_FORMS = """
add added adding;arise arose arisen;be am is are was were been being;bear bore born borne;beat beaten;become became;
begin began begun;bend bent;bind bound;bite bit bitten;bleed bled;blow blew blown;break broke broken;breed bred;
bring brought;build built;burn burnt;buy bought;catch caught;choose chose chosen;cling clung;come came;creep crept;
deal dealt;dig dug;do does did done;draw drew drawn;dream dreamt;drink drank drunk;drive drove driven;eat ate eaten;
fall fell fallen;feed fed;feel felt;fight fought;find found;flee fled;fly flew flown flies;forbid forbade forbidden;
forget forgot forgotten;forgive forgave forgiven;freeze froze frozen;get got gotten;give gave given;go went gone goes;
grow grew grown;hang hung;have has had;hear heard;hide hid hidden;hold held;keep kept;know knew known;lay laid;
lead led;learn learnt;lend lent;lie lay lain lying;light lit;lose lost;make made;mean meant;meet met;
overcome overcame;pay paid;prove proven;ride rode ridden;ring rang rung;rise rose risen;run ran;say said;see saw seen;
seek sought;sell sold;send sent;shake shook shaken;shine shone;shoot shot;show shown;shrink shrank shrunk;
sing sang sung;sink sank sunk;sit sat;sleep slept;slide slid;speak spoke spoken;spell spelt;spend spent;
spill spilt;spin spun;spring sprang sprung;stand stood;steal stole stolen;stick stuck;sting stung;strike struck;
swear swore sworn;sweep swept;swell swollen;swim swam swum;swing swung;take took taken;teach taught;tear tore torn;
tell told;think thought;throw threw thrown;understand understood;wake woke woken;wear wore worn;weep wept;
win won;withdraw withdrew withdrawn;write wrote written;child children;person people;foot feet;tooth teeth;
mouse mice;goose geese;man men;woman women;life lives;wife wives;knife knives;leaf leaves;half halves;self selves;
criterion criteria;datum data;medium media;analysis analyses;good better best;bad worse worst;far farther farthest
further furthest;tax taxes;cross crosses;buy buying;die died dying dies;tie tied tying ties;use used using uses;
close closed closing closes;bus buses;gas gases;lens lenses;process processes;address addresses;access accesses;
business businesses;access accessed;pass passed passing passes;miss missed missing misses;install installed
installing;cancel cancelled canceled cancelling canceling;travel travelled traveled travelling traveling
"""

IRREGULAR: Mapping[str, str] = {
    form: forms.split()[0] for forms in _FORMS.replace("\n", " ").split(";") for form in forms.split()[1:]
}
