"""What leaves the desk: the page to embed and the data files, from a whitelisted form of the story."""
