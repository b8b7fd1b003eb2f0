"""strikemap: from a news article on a strike to a checked, embeddable map.

    article ──read──▶ mentions ──locate──▶ places ──measure──▶ ranges, distances ──check──▶ checks
                                                                   │
                                            scene ──▶ web map · picture · page · data files

>>> import geo                                                      # doctest: +SKIP
>>> story = geo.read("article.txt", published="2024-11-19")         # doctest: +SKIP
>>> geo.places(story)                                               # doctest: +SKIP
>>> geo.map(geo.with_range(story, weapon="ATACMS", origin="country:UA", onto="country:RU"))   # doctest: +SKIP

Inside, coordinates are lon, lat in degrees (WGS 84) and lengths are metres; people type and read lat, lon and
kilometres.
"""
