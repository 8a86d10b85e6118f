"""Measured limits, as ratios within one run: ``python -m bench [a|b|c|soak|all]``."""
