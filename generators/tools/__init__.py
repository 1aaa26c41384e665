"""What a maker works with: a file to begin from, advice on it, pictures of it and a sheet that tells of it."""
