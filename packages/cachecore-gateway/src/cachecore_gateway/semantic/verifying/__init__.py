"""The calibrated verifier: a joint reading of two questions, what their words have in common, and a final stage."""

from .calibration import Calibration
from .features import FEATURES, features_of, same_wording
from .final_stage import FinalStage
from .joint_reader import JointReader
from .pair_verifier import Encoder, PairVerifier, packaged_verifier

__all__ = [
    "FEATURES",
    "Calibration",
    "Encoder",
    "FinalStage",
    "JointReader",
    "PairVerifier",
    "features_of",
    "packaged_verifier",
    "same_wording",
]
