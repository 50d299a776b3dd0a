"""Where cases are kept: SQL, and what makes it unreadable to whoever should not read it."""
