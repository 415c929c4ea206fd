"""What people ask the radar, read from an address."""
