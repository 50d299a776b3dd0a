"""What is proven of a rulebook over every possible answer; `CHECKS` in `report.py` lists it."""
