"""From tables to a page, markdown and the terminal."""
