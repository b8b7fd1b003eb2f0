import pytest

from geo.errors import MAX_QUOTED, BadInput, NotFound, StrikemapError


@pytest.mark.parametrize("value", ["\x1b[31mred\x1b[0m", "a\nb", "\u202eabc", "x" * 10_000, "{0}", "{value.__class__}"])
def test_a_quoted_value_is_printable_short_and_never_read_as_a_template(value):
    message = str(BadInput("{value!r} is odd", value=value))
    assert all(c.isprintable() for c in message)
    assert len(message) <= MAX_QUOTED * 5
    if "{" in value:
        assert value in message


def test_an_error_can_be_said_in_another_language():
    error = NotFound("no place is called {value!r}", value="Xyz")
    assert error.said_in(lambda _: "geen plaats heet {value!r}") == "geen plaats heet 'Xyz'"


def test_every_error_has_one_base():
    assert issubclass(BadInput, StrikemapError) and issubclass(BadInput, ValueError)
