"""The semantic tier: embedding model, vector work, segments, guards and verifier behind the ports of the core."""
