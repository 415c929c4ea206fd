"""What somebody looks for again and again on a list, kept under a name of their own."""
