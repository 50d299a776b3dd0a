"""The employee's way: start, questions, answers, outcome."""
