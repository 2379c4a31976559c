"""The lab's cloud provider: an AWS endpoint whose clusters, databases and caches are real."""
