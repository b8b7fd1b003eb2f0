"""The script that Streamlit runs anew at each interaction; all it does is show the desk."""

from geo.ui.page import show

show()
