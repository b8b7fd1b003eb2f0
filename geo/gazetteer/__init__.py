"""Names to places: an offline index of settlements, regions, countries and well-known sites, and spelling."""
