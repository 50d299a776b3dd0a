"""What a rulebook may say, and how one is read."""
