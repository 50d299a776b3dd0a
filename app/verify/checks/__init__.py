"""What is proven of a rulebook over every possible answer, one module a check."""
