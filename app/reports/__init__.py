"""What the rooms below tell together: what a proposal would touch, what other rules would have done."""
