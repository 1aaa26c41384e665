"""What is promised of crashes, lost answers and restarts: explored state by state, and tried by chance."""
