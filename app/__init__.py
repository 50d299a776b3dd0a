"""Thuiswerkcheck: a rule-based eligibility checker with exact verdicts and the reasons behind them."""

__version__ = "0.1.0"
