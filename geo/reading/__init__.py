"""Text to meaning: articles, mentions, the places they mean, quantities, strikes and claims. Knows no geometry."""
