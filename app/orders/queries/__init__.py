"""Questions about orders: which I may see, where they stand, what comes next."""
