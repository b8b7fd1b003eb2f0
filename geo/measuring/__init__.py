"""The ellipsoid: distances, range areas and borders on WGS 84. Knows no article."""
