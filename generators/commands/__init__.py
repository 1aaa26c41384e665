"""The terminal's verbs, a file for each errand."""
