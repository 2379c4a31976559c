"""The lab: a real Kubernetes platform on one machine, made of Linux namespaces."""
