"""What accounts and sessions are, without HTTP and without SQL."""
