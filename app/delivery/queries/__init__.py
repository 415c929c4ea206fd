"""Questions about the way out and in: the work list, what waits for receipt, partner orders."""
