"""HTTP and HTML: parse, call, render; no decisions."""
