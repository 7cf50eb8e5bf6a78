"""From answers to metrics to verdicts."""
