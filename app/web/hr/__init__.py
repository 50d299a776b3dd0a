"""The pages for whoever works with cases: HR, managers, and who manages their accounts."""
