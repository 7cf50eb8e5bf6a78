"""Any DVC graph as Prefect tasks, several at a time; it knows none of our stages."""
