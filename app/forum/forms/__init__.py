"""What people fill in at the dialogforum."""
