"""A Prefect server, a work pool and a worker for what prefect.yaml describes."""
