"""Distance to a line or outline by brute force, sharing no search with the code under test."""

from __future__ import annotations

import math

import numpy as np
from pyproj import Geod

from geo.measuring.planar import edges_of

GEOD = Geod(ellps="WGS84")


def slow_distance(geometry, lon, lat, rounds=60):
    """An independent way: every edge at 200 places, then golden sections round the best place of every edge."""
    edges = edges_of(geometry)
    t = np.linspace(0, 1, 201)
    lon_t = edges[:, :1] + t * (edges[:, 2:3] - edges[:, :1])
    lat_t = edges[:, 1:2] + t * (edges[:, 3:] - edges[:, 1:2])
    d = GEOD.inv(np.full(lon_t.shape, lon), np.full(lon_t.shape, lat), lon_t, lat_t)[2]
    best = d.argmin(axis=1)
    low, high = t[np.maximum(best - 1, 0)], t[np.minimum(best + 1, 200)]

    def at(s):
        x, y = edges[:, 0] + s * (edges[:, 2] - edges[:, 0]), edges[:, 1] + s * (edges[:, 3] - edges[:, 1])
        return GEOD.inv(np.full(x.shape, lon), np.full(x.shape, lat), x, y)[2]

    golden = (math.sqrt(5) - 1) / 2
    for _ in range(rounds):
        a, b = high - golden * (high - low), low + golden * (high - low)
        left = at(a) < at(b)
        high, low = np.where(left, b, high), np.where(left, low, a)
    return min(float(at((low + high) / 2).min()), float(d.min()))
