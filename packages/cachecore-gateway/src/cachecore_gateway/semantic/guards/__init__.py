"""Guards: each knows one way in which two questions that sound alike want different answers, and vetoes it."""

from ..reading import Text
from .antonym_guard import AntonymGuard, BoundGuard, NegationGuard
from .article_guard import ArticleGuard
from .asking_guard import ModalityGuard, QuestionGuard, TenseGuard
from .case_guard import CaseGuard
from .comma_guard import CommaGuard
from .content_guards import AdditionGuard, SubstitutionGuard
from .degree_guard import DegreeGuard
from .doer_guard import DoerGuard, FocusGuard
from .exchange_guard import ExchangeGuard
from .guard import Guard
from .kind_guard import KindGuard
from .literal_guards import CodeGuard, IdentifierGuard, OperatorGuard, QuotationGuard
from .measure_guard import MeasureGuard
from .moment_guard import MomentGuard
from .name_guard import NameGuard
from .obligation_guard import ObligationGuard
from .order_guard import DirectionGuard, RoleGuard
from .participle_guard import ParticipleGuard
from .person_guard import PersonGuard
from .picture_guard import PictureGuard
from .preposition_guard import PrepositionGuard
from .quantifier_guard import QuantifierGuard
from .quantity_guards import QuantityGuard
from .relation_guard import RelationGuard
from .repetition_guard import RepetitionGuard
from .script_guard import ScriptGuard
from .sign_guard import SignGuard
from .subject_guard import SubjectGuard
from .unknown_language_guard import UnknownLanguageGuard
from .voice_guard import VoiceGuard
from .watch_guard import WatchGuard
from .wish_guards import AskedLanguageGuard, FormGuard, LanguageGuard
from .wording_guard import WordingGuard

__all__ = ["GUARDS", "Guard", "first_veto"]

GUARDS: tuple[Guard, ...] = (
    LanguageGuard(),
    ScriptGuard(),
    PictureGuard(),
    RepetitionGuard(),
    IdentifierGuard(),
    *(QuantityGuard(family) for family in ("number", "unit", "duration", "currency", "time", "date")),
    MeasureGuard(),
    QuotationGuard(),
    OperatorGuard(),
    CodeGuard(),
    SignGuard(),
    WordingGuard(),
    NegationGuard(),
    AntonymGuard(),
    BoundGuard(),
    NameGuard(),
    QuestionGuard(),
    MomentGuard(),
    ModalityGuard(),
    TenseGuard(),
    QuantifierGuard(),
    DegreeGuard(),
    PersonGuard(),
    AskedLanguageGuard(),
    FormGuard(),
    DirectionGuard(),
    PrepositionGuard(),
    ExchangeGuard(),
    RoleGuard(),
    RelationGuard(),
    DoerGuard(),
    ParticipleGuard(),
    VoiceGuard(),
    SubjectGuard(),
    CaseGuard(),
    ArticleGuard(),
    CommaGuard(),
    FocusGuard(),
    ObligationGuard(),
    WatchGuard(),
    KindGuard(),
    SubstitutionGuard(),
    AdditionGuard(),
    UnknownLanguageGuard(),
)
"""In the order in which they are asked: what is literal first, what needs the lexicon last."""


def first_veto(left: Text, right: Text) -> str:
    """Name of the first guard that vetoes, empty for none."""
    return next((guard.name for guard in GUARDS if guard.veto(left, right)), "")
