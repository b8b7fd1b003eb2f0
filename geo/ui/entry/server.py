"""What is served: the app, a health address, and headers that keep a browser from asking anybody else.

Streamlit finds ``app`` here and serves it (``streamlit run server.py``).
"""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import config
from streamlit.starlette import App

from geo.ui.serving import Headers, failed, health, hush

hush()
# Streamlit puts its own addresses under the base path, and leaves added ones to whoever adds them.
base = str(config.get_option("server.baseUrlPath")).strip("/")
app = App(
    Path(__file__).with_name("app.py"),
    routes=[Route(f"/{base}/health" if base else "/health", health, methods=["GET"])],
    middleware=[Middleware(Headers)],
    on_script_error=failed,
)
