"""Runs a Prefect server, a work pool and a worker for the deployments of prefect.yaml."""
