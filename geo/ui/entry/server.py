"""What is served: the app, a health address, and headers that keep a browser from asking anybody else.

Streamlit finds ``app`` here and serves it (``streamlit run server.py``).
"""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.starlette import App

from geo.ui.serving import Headers, health, hush

hush()
app = App(
    Path(__file__).with_name("app.py"),
    routes=[Route("/health", health, methods=["GET"])],
    middleware=[Middleware(Headers)],
)
