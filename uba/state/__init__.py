"""State: what the engine knows, as arrays, and how it is kept on disk."""
