"""What a blog is, without HTTP and without SQL."""
