"""Evaluate answers under a rulebook by walks over decision diagrams."""
