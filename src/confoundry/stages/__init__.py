"""The stages of the DAG, one file each: read tables, call, write tables."""
