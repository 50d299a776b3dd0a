"""What differs between two rulebooks, over every possible answer."""
