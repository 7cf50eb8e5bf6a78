"""The metric diff as people read it: one document for the comment, the job summary, the artifact and the terminal."""
