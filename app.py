"""``streamlit run app.py`` in a checkout; elsewhere it is ``strikemap app``."""

from geo.ui.page import show

show()
