"""Looking back over everything: what other rules would have done."""
