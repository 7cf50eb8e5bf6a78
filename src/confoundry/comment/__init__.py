"""The metric diff for people: one document for the comment, the job summary, the artifact and the terminal."""
