"""Rulebooks as pages: rules in words, differences, a place to try them."""
