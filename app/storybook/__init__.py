"""Every state of every page, with invented people: the application itself over samples."""
