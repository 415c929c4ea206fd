"""What directories tell is written: accounts, people, groups. Each file is imported by name."""
