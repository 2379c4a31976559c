"""What tests of services share; not part of an image."""
