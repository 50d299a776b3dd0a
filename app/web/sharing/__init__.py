"""Sharing a check or proposing an arrangement, and the employee's own case."""
