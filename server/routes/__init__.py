"""The HTTP doors, one file per noun."""
