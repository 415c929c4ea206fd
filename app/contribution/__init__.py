"""The members' contribution: budget year, shares, capital cost, quarters, amendments and settlement."""
