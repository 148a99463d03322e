"""How the engine's memory is laid out and stored: arrays, hash tables, snapshots."""
