"""Checks of a rulebook that need no proof."""
