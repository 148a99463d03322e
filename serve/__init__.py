"""The engine, running for others: HTTP service, journal, store, keys, report."""
