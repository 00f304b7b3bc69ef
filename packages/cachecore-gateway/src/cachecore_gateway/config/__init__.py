"""One TOML file and the environment, parsed once into frozen sections. Start at ``loading.load``."""

from .handover import WORKER_VARIABLE, handed_over, settings_for_worker
from .leaves import Leaf
from .loading import all_leaves, dump, is_loopback, load, restore
from .names import FIXED_VARIABLES, OTHER_VARIABLES
from .problems import SettingProblems
from .settings import CacheSettings, ServerSettings, Settings, StoresSettings

__all__ = [
    "FIXED_VARIABLES",
    "OTHER_VARIABLES",
    "WORKER_VARIABLE",
    "CacheSettings",
    "Leaf",
    "ServerSettings",
    "SettingProblems",
    "Settings",
    "StoresSettings",
    "all_leaves",
    "dump",
    "handed_over",
    "is_loopback",
    "load",
    "restore",
    "settings_for_worker",
]
