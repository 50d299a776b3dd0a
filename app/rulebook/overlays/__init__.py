"""An organisation's changes to an edition, as a complete rulebook."""
