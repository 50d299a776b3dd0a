"""Prove a rulebook over every possible answer."""
