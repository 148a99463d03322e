"""Commands of `uba` that need nothing but the engine: one file a command."""
