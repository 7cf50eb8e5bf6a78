"""Programs as people bring them to question-and-answer sites: several mistakes at once, few samples, odd shapes."""
