"""From values to HTML, CSS and PDF."""
