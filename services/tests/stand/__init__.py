"""All services as processes on this machine, and a browser in front of them."""
