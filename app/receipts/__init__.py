"""Receipts: what was advised and from which answers, signed, to keep or to share, and checked later."""
