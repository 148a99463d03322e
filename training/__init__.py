"""How models come to be: data sets, fitting, backtests, the MLflow registry, and the synthetic organisation."""
