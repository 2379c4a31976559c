"""Kubernetes nodes of the lab: upstream's binaries and installer on hosts of the lab."""
