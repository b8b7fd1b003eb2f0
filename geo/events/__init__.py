"""Events from tables: a CSV or GeoJSON of a conflict feed or of a person's own becomes the events of a story."""
