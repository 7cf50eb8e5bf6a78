"""The stages of the graph, one file each: read tables, compute, write tables."""
