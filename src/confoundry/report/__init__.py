"""Shows a study's tables as an HTML page, in Markdown and in the terminal."""
