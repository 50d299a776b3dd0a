"""Small changes to a rulebook, and whether its examples notice them."""
