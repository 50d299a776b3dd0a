"""About one person's case over time: what was shared, said and decided, and who may see or do what."""
