"""How fast the gateway is, beside what else one could put there. Run by ``./scripts/bench``."""
