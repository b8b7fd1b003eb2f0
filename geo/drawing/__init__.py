"""One scene, several renderers: the web map through Folium, and the picture through Matplotlib."""
