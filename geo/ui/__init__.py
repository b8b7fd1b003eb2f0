"""The Streamlit pages: inputs, one call, the map, downloads."""
