"""The services of the suite. None imports another; what they share stands in `shared`."""
