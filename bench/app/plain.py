"""The same content as most people would show it: a slider and a Folium map with everything in it, by streamlit-folium.

Served by bench.py and sessions.py beside ours. The story, its places and the measuring are ours, so that what differs
is how a page is made and a map is carried.
"""

import folium
import shapely
import streamlit as st
from streamlit_folium import st_folium

from geo.ui import choices, opened

story = opened.sample()
st.title("strikemap")
km = st.slider("Range (km)", 10, 1000, 300, 10)
ranged = choices.with_choice(
    story, choices.RangeChoice(weapon="atacms", radius_m=km * 1000.0, origin=choices.choice_of(story).origin, onto="RU")
)
made = folium.Map(location=(51.5, 37), zoom_start=5)
for area in ranged.ranges:
    folium.GeoJson(shapely.geometry.mapping(area.geometry), tooltip=area.stated_by or "").add_to(made)
for place in ranged.places:
    if place.chosen.kind == "settlement":
        folium.Marker((place.lat, place.lon), popup=place.name, tooltip=place.name).add_to(made)
st_folium(made, width=700, height=560)
st.write(f"Range {km} km")
