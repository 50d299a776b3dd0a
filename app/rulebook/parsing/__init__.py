"""From bytes to a rulebook: strict YAML, readers, diagnostics."""
